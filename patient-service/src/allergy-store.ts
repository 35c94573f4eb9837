import type { StoredRecord } from '@hms/service-kit/response';
import type { Queryable, Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf, type Columns, type Records } from '@hms/service-kit/records';
import type { AllergyFields } from './allergy-schemas';

export const allergies = recordsOf('allergy', 'patient_allergies');

/** Those of one patient: another's are not found under this address. */
export const allergiesOf = (patientId: string): Records => {
  const mustBeTheirs = async (db: Queryable, id: string) => {
    const [row] = await db.query('select from patient_allergies where id = $1 and patient_id = $2', [id, patientId]);
    if (!row) throw notFound('allergy of this patient', id);
  };
  return {
    ...allergies,
    get: async (db, id) => {
      await mustBeTheirs(db, id);
      return allergies.get(db, id);
    },
    lock: async (tx, id) => {
      await mustBeTheirs(tx, id);
      return allergies.lock(tx, id);
    },
  };
};

export const insertAllergy = (tx: Transaction, patientId: string, allergy: AllergyFields): Promise<StoredRecord> =>
  allergies.insert(tx, { patient_id: patientId, ...columnsOf(allergy) });

/** @param comparedAnew whether it must now be the only active one of its substance, though it was not before */
export const updateAllergy = (
  tx: Transaction,
  id: string,
  allergy: AllergyFields,
  comparedAnew: boolean,
): Promise<StoredRecord> => allergies.update(tx, id, { ...columnsOf(allergy), ...(comparedAnew && { twin: 0 }) });

export const endNoKnownAllergies = (tx: Transaction, patientId: string): Promise<unknown> =>
  tx.query('update patients set no_known_allergies_at = null where id = $1 and no_known_allergies_at is not null', [
    patientId,
  ]);

function columnsOf({ verificationStatus, codes, ...fields }: AllergyFields): Columns {
  return { ...fields, codes: JSON.stringify(codes), verification_status: verificationStatus };
}
