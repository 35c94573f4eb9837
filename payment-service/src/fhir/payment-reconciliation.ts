import { fhirResource } from '@hms/fhir/resource';
import { instant } from '@hms/fhir/search-date';
import { code, identifier, reference } from '@hms/fhir/search-parameter';
import { visibleToCaller, type MoneyMoved } from './money-moved';
import { receiptNumberSystem, reconciliationOutcome, reconciliationStatus, toFhir } from './reconciliation-mapping';

/** FHIR's PaymentReconciliation: a payment or a refund, each by its own id. */
export const paymentReconciliationResource = fhirResource<MoneyMoved>({
  type: 'PaymentReconciliation',
  native: { read: 'getMoneyMoved', search: 'listPayments' },
  toFhir,
  from: 'money_moved_view v',
  id: 'v.id',
  updatedAt: 'v."updatedAt"',
  patient: 'v."patientId"',
  visible: visibleToCaller,
  parameters: {
    identifier: identifier(
      {
        filter: 'receiptNumber',
        documentation: `The number of a payment’s receipt, alone or as ${receiptNumberSystem}|number`,
      },
      'v."receiptNumber"',
      receiptNumberSystem,
    ),
    status: code({ filter: 'status', documentation: 'Its status' }, 'v.status', {
      system: 'http://hl7.org/fhir/fm-status',
      codes: { 'entered-in-error': [], ...invert(reconciliationStatus) },
    }),
    outcome: code({ filter: 'status', documentation: 'What became of it' }, 'v.status', {
      system: 'http://hl7.org/fhir/remittance-outcome',
      codes: { partial: [], ...invert(reconciliationOutcome) },
    }),
    created: instant(
      { filter: 'from', documentation: 'When it was taken or asked for; days are those of the hospital’s calendar' },
      'v."createdAt"',
      'hospital_time_zone()',
    ),
    patient: reference(
      { filter: 'patientId', documentation: 'Whose bill or deposit it is for; R4 has no such parameter' },
      'v."patientId"',
      'Patient',
    ),
    request: reference(
      { filter: 'billId', documentation: 'The bill that it is for, as detail.request has it' },
      'v."billId"',
      'Invoice',
    ),
  },
  sorts: { created: 'v."createdAt"' },
});

/** For each code the native statuses that it stands for. */
function invert(codes: Record<string, string | undefined>): Record<string, string[]> {
  const inverted: Record<string, string[]> = {};
  for (const [native, one] of Object.entries(codes)) if (one !== undefined) (inverted[one] ??= []).push(native);
  return inverted;
}
