import type { StoredRecord } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { findCandidates, takeTurns } from './find-candidates';
import { requireDistinct } from './identifiers';
import { insertPatient } from './patient-store';
import { possibleDuplicate } from './problems';
import type { PatientFields } from './schemas';

/** Registers, unless somebody who is there already looks like the same person. */
export const registerPatient = async (
  tx: Transaction,
  patient: PatientFields,
  { allowDuplicate }: { allowDuplicate: boolean },
): Promise<StoredRecord> => {
  await requireDistinct(tx, patient.identifiers);
  if (!allowDuplicate) {
    await takeTurns(tx, patient);
    const candidates = await findCandidates(tx, patient);
    if (candidates.length > 0) throw possibleDuplicate(candidates);
  }
  return insertPatient(tx, patient);
};
