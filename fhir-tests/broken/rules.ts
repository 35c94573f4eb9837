import { concept, type Broken } from './broken';

/** Dates and times that are none. */
export const wrongTimes: Broken[] = [
  ['a birth date with slashes', 'Patient-example', 'birthDate', '25/12/1974'],
  ['a birth date with a time', 'Patient-example', 'birthDate', '1974-12-25T14:35:45Z'],
  ['the 30th of February', 'Patient-example', 'birthDate', '1974-02-30'],
  ['a thirteenth month', 'AllergyIntolerance-example', 'onsetDateTime', '2004-13'],
  ['a time without a zone', 'Invoice-example', 'date', '2017-01-25T08:00:00'],
  ['a time without seconds', 'Invoice-example', 'date', '2017-01-25T08:00+01:00'],
  ['a start without a zone', 'Slot-example', 'start', '2013-12-25T09:15:00'],
  ['a start without a time', 'Appointment-example', 'start', '2013-12-10'],
  ['a start at 25 hours', 'Appointment-example', 'start', '2013-12-10T25:00:00Z'],
  ['a moment without a zone in an audit', 'AuditEvent-example', 'recorded', '2012-10-25T22:04:27'],
  ['a last update without a time', 'Bundle-bundle-example', 'meta.lastUpdated', '2014-08-18'],
  ['a last update as a number', 'Patient-example', 'meta', { lastUpdated: 1408326210 }, 'lastUpdated'],
  ['an hour without minutes', 'PractitionerRole-example', 'availableTime.0.availableStartTime', '9'],
  ['an hour with a zone', 'PractitionerRole-example', 'availableTime.0.availableStartTime', '09:00:00Z'],
];

/** References that are not `Type/id`, or lead to what may not stand there. */
export const wrongReferences: Broken[] = [
  ['a reference by id alone', 'Slot-example', 'schedule.reference', 'example', 'schedule'],
  ['a reference with a slash before it', 'Slot-example', 'schedule.reference', '/Schedule/example', 'schedule'],
  ['a reference to a search', 'Slot-example', 'schedule.reference', 'Schedule?actor=1', 'schedule'],
  [
    'a reference to a type that is none',
    'AllergyIntolerance-example',
    'patient.reference',
    'Person1/example',
    'patient',
  ],
  ['a slot of a patient', 'Slot-example', 'schedule.reference', 'Patient/example', 'schedule'],
  ['a prescription for a doctor', 'MedicationRequest-medrx0302', 'subject.reference', 'Practitioner/f007', 'subject'],
  ['a version of what may not stand there', 'Invoice-example', 'account.reference', 'Patient/1/_history/2', 'account'],
  ['a type that the reference does not have', 'Invoice-example', 'subject.type', 'Group', 'subject'],
  [
    'a reference to nothing contained',
    'MedicationRequest-medrx0302',
    'medicationReference.reference',
    '#other',
    'ref-1',
  ],
];

/** HL7's invariants, by their keys. */
export const brokenInvariants: Broken[] = [
  ['a contact who is nobody', 'Patient-example', 'contact', [{ gender: 'male' }], 'pat-1'],
  ['an allergy without a clinical status', 'AllergyIntolerance-example', 'clinicalStatus', undefined, 'ait-1'],
  [
    'an allergy entered in error with a clinical status',
    'AllergyIntolerance-example',
    'verificationStatus',
    concept('allergyintolerance-verification', 'entered-in-error'),
    'ait-2',
  ],
  ['a participant who is nobody', 'Appointment-example', 'participant.0.actor', undefined, 'app-1'],
  ['an appointment that ends and does not start', 'Appointment-example', 'start', undefined, 'app-2'],
  ['a reason for a cancellation that was none', 'Appointment-example', 'cancelationReason', { text: 'ill' }, 'app-4'],
  [
    'a drug handed over before it was prepared',
    'MedicationDispense-meddisp0302',
    'whenHandedOver',
    '2014-01-01T08:00:00Z',
    'mdd-1',
  ],
  ['a period that ends before it starts', 'Account-example', 'servicePeriod.end', '2015-01-01', 'per-1'],
  ['a phone number that does not say that it is one', 'RelatedPerson-peter', 'telecom.0.system', undefined, 'cpt-2'],
  ['a quantity with a code of no system', 'MedicationDispense-meddisp0302', 'quantity.system', undefined, 'qty-3'],
  ['a name and a query in one entity of an audit', 'AuditEvent-example', 'entity.0.query', 'cXVlcnk=', 'sev-1'],
  ['a total of what is no search', 'Bundle-bundle-references', 'total', 1, 'bdl-1'],
  ['a search in what is no search', 'Bundle-bundle-example', 'type', 'collection', 'bdl-2'],
  ['a transaction that requests nothing', 'Bundle-bundle-transaction', 'entry.0.request', undefined, 'bdl-3'],
  ['an entry with nothing in it', 'Bundle-bundle-example', 'entry.2', { search: { mode: 'match' } }, 'bdl-5'],
  [
    'two entries of one URL',
    'Bundle-bundle-example',
    'entry.1.fullUrl',
    'https://example.com/base/MedicationRequest/3123',
    'bdl-7',
  ],
  [
    'a full URL with a version',
    'Bundle-bundle-example',
    'entry.1.fullUrl',
    'https://example.com/base/Medication/1/_history/2',
    'bdl-8',
  ],
  ['a document without an identifier', 'Bundle-father', 'identifier', undefined, 'bdl-9'],
  [
    'an extension with a value and extensions',
    'Patient-example',
    'extension',
    [{ url: 'http://a.example/b', valueString: 'c', extension: [{ url: 'd', valueString: 'e' }] }],
    'ext-1',
  ],
  [
    'contained resources that nothing refers to',
    'MedicationRequest-medrx0302',
    'medicationReference.reference',
    'Medication/1',
    'dom-3',
  ],
];
