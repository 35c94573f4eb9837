import { accessTable, auditLines, followersOf } from '@hms/access/roles';

/** Who may read a prescription. */
const readers = { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', integration: 'yes', patient: 'own' } as const;

/** Who may do what in this service; docs/access.md shows the tables of all services. */
export const access = accessTable({
  getPrescriptionKeys: 'anybody',
  verifyPrescription: 'anybody',
  prescribe: { doctor: 'as-doctor' },
  previewPrescription: { doctor: 'yes' },
  findMedications: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', integration: 'yes' },
  listPrescriptions: readers,
  getPrescription: readers,
  changePrescription: { doctor: 'as-doctor' },
  getPrescriptionHistory: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', patient: 'own' },
  printPrescription: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', patient: 'own' },
  getPrescriptionCode: { doctor: 'yes', pharmacist: 'yes', patient: 'own' },
  holdPrescription: { doctor: 'yes', pharmacist: 'yes' },
  resumePrescription: { doctor: 'yes', pharmacist: 'yes' },
  stopPrescription: { doctor: 'yes' },
  cancelPrescription: { doctor: 'yes' },
  reinstatePrescription: { doctor: 'as-doctor' },
  dispense: { pharmacist: 'yes' },
  listDispenses: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', patient: 'own' },
  findDispenses: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', patient: 'own' },
  getDispense: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', patient: 'own' },
  takeBack: { pharmacist: 'yes' },
  listReturns: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', patient: 'own' },
  followChanges: followersOf(readers),
  listPendingOperations: { pharmacist: 'yes', manager: 'yes', auditor: 'yes' },
  attemptPendingOperation: { pharmacist: 'yes', manager: 'yes' },
  ...auditLines,
});
