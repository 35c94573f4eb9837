import { fhirResource } from '@hms/fhir/resource';
import { instant } from '@hms/fhir/search-date';
import { code, identifier, mayBeMissing, reference } from '@hms/fhir/search-parameter';
import { moneyAmount } from '@hms/fhir/search-quantity';
import { statuses } from '../bill';
import { invoiceBody, invoiceElements } from './invoice-body';
import { billNumberSystem, invoiceStatus, toFhir, type Native } from './invoice-mapping';

const patient = (documentation: string) => reference({ filter: 'patientId', documentation }, 'b.patient_id', 'Patient');

const total = (documentation: string) =>
  moneyAmount(
    { filter: 'amount', documentation },
    'major_units(b.amount - b.discount_amount, b.currency)',
    'b.currency',
  );

const nativeStatuses = (of: string) => statuses.filter((status) => invoiceStatus[status] === of);

/** FHIR's Invoice: a bill. */
export const invoiceResource = fhirResource<Native>({
  type: 'Invoice',
  native: { read: 'getBill', search: 'listBills', create: 'issueBill' },
  toFhir,
  body: invoiceBody,
  elements: invoiceElements,
  from: 'bills_view v join bills b on b.id = v.id',
  id: 'b.id',
  updatedAt: 'b.updated_at',
  patient: 'b.patient_id',
  parameters: {
    identifier: identifier(
      { filter: 'number', documentation: `The number of the bill, alone or as ${billNumberSystem}|number` },
      'b.number',
      billNumberSystem,
    ),
    status: code({ filter: 'status', documentation: 'Its status; issued are also those paid in part' }, 'b.status', {
      system: 'http://hl7.org/fhir/invoice-status',
      codes: {
        ...Object.fromEntries(
          ['draft', 'issued', 'balanced', 'cancelled'].map((status) => [status, nativeStatuses(status)]),
        ),
        // none is ever so
        'entered-in-error': [],
      },
    }),
    subject: patient('Whose bill it is'),
    patient: patient('Whose bill it is'),
    recipient: patient('To whom it is: the patient'),
    account: reference({ filter: 'patientId', documentation: 'The account of the patient' }, 'b.patient_id', 'Account'),
    date: mayBeMissing(
      instant(
        { filter: 'from', documentation: 'When it was issued; days are those of the hospital’s calendar' },
        'b.issued_at',
        'hospital_time_zone()',
      ),
      'b.issued_at',
    ),
    totalnet: total('Its amount without discounts, and without taxes, of which there are none'),
    totalgross: total('Its amount without discounts'),
  },
  // a draft has no time of issue, and stands where it was written
  sorts: { date: 'coalesce(b.issued_at, b.created_at)' },
});
