import { accessTable, auditLines, followersOf } from '@hms/access/roles';

/** Goes around the rules of the calendar. */
const forStaff = ['overbook', 'walkIn', 'recordedLate', 'durationMinutes'];

/** Who does not treat the patient does not see a reason that is confidential. */
const desk = { withoutWhere: { flag: 'confidential', members: ['reason'] } };
/** What it was before it was marked is in the versions. */
const deskInHistory = { without: ['reason'] };

/** Who may read an appointment. */
const readers = {
  receptionist: desk,
  nurse: 'yes',
  doctor: 'yes',
  manager: desk,
  integration: desk,
  patient: 'own',
} as const;

/** Who may do what in this service; docs/access.md shows the tables of all services. */
export const access = accessTable({
  bookAppointment: {
    receptionist: desk,
    nurse: 'yes',
    doctor: 'yes',
    manager: desk,
    integration: desk,
    patient: { own: true, mayNotSet: forStaff },
  },
  listAppointments: { ...readers, service: { clients: ['doctor-service', 'patient-service'] } },
  getAppointment: readers,
  changeAppointment: {
    receptionist: { ...desk, mayNotSet: ['confidential'] },
    nurse: 'yes',
    doctor: 'yes',
    manager: { ...desk, mayNotSet: ['confidential'] },
    integration: { ...desk, mayNotSet: ['confidential'] },
  },
  getAppointmentHistory: {
    receptionist: deskInHistory,
    nurse: 'yes',
    doctor: 'yes',
    manager: deskInHistory,
    patient: 'own',
  },
  confirmAppointment: {
    receptionist: desk,
    nurse: 'yes',
    doctor: 'yes',
    manager: desk,
    integration: desk,
    patient: 'own',
  },
  cancelAppointment: {
    receptionist: desk,
    nurse: 'yes',
    doctor: 'yes',
    manager: desk,
    integration: desk,
    patient: { own: true, sets: { by: 'patient' } },
  },
  rescheduleAppointment: {
    receptionist: desk,
    nurse: 'yes',
    doctor: 'yes',
    manager: desk,
    integration: desk,
    patient: { own: true, mayNotSet: forStaff },
  },
  arrive: { receptionist: desk, nurse: 'yes', doctor: 'yes' },
  fulfill: { receptionist: desk, nurse: 'yes', doctor: 'yes' },
  recordNoShow: { receptionist: desk, nurse: 'yes', doctor: 'yes' },
  reopen: { receptionist: desk, nurse: 'yes', doctor: 'yes', manager: desk },
  findSlots: { receptionist: 'yes', nurse: 'yes', doctor: 'yes', manager: 'yes', integration: 'yes', patient: 'own' },
  joinWaitlist: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    manager: 'yes',
    integration: 'yes',
    patient: 'own',
  },
  listWaitlist: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    manager: 'yes',
    integration: 'yes',
    service: { clients: ['patient-service'] },
    patient: 'own',
  },
  getWaitlistEntry: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    manager: 'yes',
    integration: 'yes',
    patient: 'own',
  },
  acceptOffer: { receptionist: desk, nurse: 'yes', doctor: 'yes', manager: desk, integration: desk, patient: 'own' },
  declineOffer: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    manager: 'yes',
    integration: 'yes',
    patient: 'own',
  },
  leaveWaitlist: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    manager: 'yes',
    integration: 'yes',
    patient: 'own',
  },
  followChanges: followersOf(readers),
  listPendingOperations: { manager: 'yes', auditor: 'yes' },
  attemptPendingOperation: { manager: 'yes' },
  ...auditLines,
});
