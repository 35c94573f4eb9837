import type { Named, OwnOperation } from '@hms/fhir/resource';
import { asResource, nativeOf, pathOf, telling } from '@hms/fhir/translate';
import type { Database, Transaction } from '@hms/service-kit/database';
import type { Command } from '@hms/service-kit/idempotency';
import { invalidRequest, type Fault } from '@hms/service-kit/problem';
import type { RecordResponse, StoredRecord } from '@hms/service-kit/response';
import { z } from 'zod';
import { sameUnit } from '../dosage-units';
import { prescriptions } from '../prescription-store';
import { medicationDispenseBody, type Dispensing } from './medication-dispense-body';
import { toFhir } from './medication-dispense-mapping';
import { medicine } from './medication-request-body';
import { medicationOf, type Native as Prescription } from './medication-request-mapping';

/** A dispense does not say of what it is: its prescription does. */
export const withPrescription = `(
  select d.*, p.patient_mrn as "patientMrn", p.medication, p.quantity_unit as "quantityUnit", p.override
  from dispenses_view d join prescriptions p on p.id = d."prescriptionId"
) v`;

/** A create hands out what it says, by the native operation of the prescription that it names. */
export function dispensing(db: Database, named: Named): OwnOperation {
  return {
    is: 'create',
    make: (native) => {
      const dispense = nativeOf(native, 'dispense');
      return [
        {
          ...dispense,
          id: 'fhirCreateMedicationDispense',
          path: pathOf(named),
          // who is named is whose the prescription is, or it is refused
          patient: { in: 'body', name: 'patientId' },
          params: z.strictObject({}),
          body: medicationDispenseBody,
          handle: async (input) => {
            const { prescriptionId, quantity, earlyReason, ...rest } = input.body as Dispensing;
            const { json } = await prescriptions.get(db, prescriptionId);
            requireSame(rest, JSON.parse(json) as Prescription);
            return dispense.handle({
              ...input,
              params: { id: prescriptionId },
              body: { quantity, earlyReason },
              command: tellingWithPrescription(input.command),
            });
          },
          translation: telling(named, (answer) => asResource(answer, { ...named, toFhir })),
        },
      ];
    },
  };
}

/** What is handed out is what was prescribed, to whom it was prescribed: the rest of the resource says so once more. */
function requireSame(
  { patientId, medication, unit }: Pick<Dispensing, 'patientId' | 'medication' | 'unit'>,
  prescription: Prescription,
): void {
  const faults: Fault[] = [];
  const fault = (pointer: string, detail: string) => faults.push({ in: 'body', pointer, detail });
  if (patientId !== prescription.patientId) fault('/patientId', 'is not whom the prescription is for');
  else {
    const { name, code, system } = medicine.parse(medicationOf(prescription.medication));
    const isSameCode = medication.code === undefined || (medication.code === code && medication.system === system);
    if (medication.name !== name || !isSameCode)
      fault('/medication', 'is not what was prescribed; another medicine is another prescription');
    const { quantityUnit } = prescription;
    if (unit !== null && (quantityUnit === null || !sameUnit(unit, quantityUnit)))
      fault('/unit', `must be that of the prescription: ${quantityUnit ?? 'it has none'}`);
  }
  if (faults.length > 0) throw invalidRequest(faults);
}

/** The native operation's own command; its answer has what the prescription says of it, as a read has. */
function tellingWithPrescription(command: Command): Command {
  return {
    ...command,
    store: (work, options) =>
      command.store(async (tx) => {
        const response = await work(tx);
        return isOfRecord(response) ? { ...response, ...(await withItsPrescription(tx, response)) } : response;
      }, options),
  };
}

const isOfRecord = (response: object): response is RecordResponse => 'record' in response;

async function withItsPrescription(tx: Transaction, { record }: RecordResponse) {
  const [row] = await tx.query<StoredRecord>(
    `select v.id, v.version, row_to_json(v)::text as json from ${withPrescription} where v.id = $1`,
    [record.id],
  );
  if (!row) throw new Error(`the dispense ${record.id} is not there, in the transaction that has made it`);
  return { record: row, body: row.json };
}
