import { accessTable, auditLines } from '@hms/access/roles';

/** Who may do what in this service; docs/access.md shows the tables of all services. */
export const access = accessTable({
  getPrescriptionKeys: 'anybody',
  verifyPrescription: 'anybody',
  prescribe: { doctor: 'as-doctor' },
  previewPrescription: { doctor: 'yes' },
  listPrescriptions: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', integration: 'yes', patient: 'own' },
  getPrescription: { nurse: 'yes', doctor: 'yes', pharmacist: 'yes', integration: 'yes', patient: 'own' },
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
  // of each record only who may read it is told
  followChanges: {
    nurse: 'yes',
    doctor: 'yes',
    pharmacist: 'yes',
    integration: 'yes',
    patient: 'yes',
  },
  listPendingOperations: { pharmacist: 'yes', manager: 'yes', auditor: 'yes' },
  attemptPendingOperation: { pharmacist: 'yes', manager: 'yes' },
  ...auditLines,
});
