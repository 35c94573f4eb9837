import { accessTable, auditLines, followersOf } from '@hms/access/roles';

/** What money is taken by: who it is from. Allergies, contact data and other identifiers are no business of a cashier. */
const nameAndNumber = {
  without: [
    'gender',
    'phone',
    'email',
    'address',
    'contacts',
    'identifiers',
    'allergies',
    'allergyStatus',
    'noKnownAllergiesAt',
    'deceasedAt',
  ],
  notBy: ['gender', 'phone', 'email', 'identifier', 'deceased'],
};

/** That a patient has no allergies is for who has asked them. */
const notClinical = { mayNotSet: ['noKnownAllergies'] };

/** Who may read a patient, each as much as they may see. */
const readers = {
  receptionist: 'yes',
  nurse: 'yes',
  doctor: 'yes',
  pharmacist: 'yes',
  manager: 'yes',
  integration: 'yes',
  service: { clients: ['appointment-service', 'prescription-service'] },
  patient: 'own',
  cashier: nameAndNumber,
  'billing-manager': nameAndNumber,
  auditor: nameAndNumber,
} as const;

/** Who may do what in this service; docs/access.md shows the tables of all services. */
export const access = accessTable({
  registerPatient: {
    receptionist: notClinical,
    nurse: 'yes',
    doctor: 'yes',
    manager: notClinical,
    integration: 'yes',
  },
  listPatients: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    pharmacist: 'yes',
    manager: 'yes',
    integration: 'yes',
    cashier: nameAndNumber,
    'billing-manager': nameAndNumber,
  },
  getPatient: readers,
  changePatient: {
    receptionist: notClinical,
    nurse: 'yes',
    doctor: 'yes',
    manager: notClinical,
    integration: 'yes',
  },
  getPatientHistory: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    manager: 'yes',
    auditor: nameAndNumber,
    patient: 'own',
  },
  recordAllergy: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes' },
  getAllergy: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', integration: 'yes', patient: 'own' },
  changeAllergy: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes' },
  getRestriction: { manager: 'yes', auditor: 'yes' },
  restrictPatient: { manager: 'yes' },
  // also at the cash desk, where such a patient pays
  breakGlass: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    pharmacist: 'yes',
    cashier: 'yes',
    'billing-manager': 'yes',
    manager: 'yes',
  },
  listBrokenGlass: { auditor: 'yes' },
  getBrokenGlass: { auditor: 'yes' },
  reviewBrokenGlass: { auditor: 'yes' },
  listRestrictions: {
    service: { clients: ['appointment-service', 'billing-service', 'payment-service', 'prescription-service'] },
  },
  followChanges: followersOf(readers),
  ...auditLines,
});
