import { accessTable, followersOf } from '@hms/access/roles';

/** What is known of a doctor in public. */
const hidden = ['licenseNumber', 'phone', 'email'];
const inPublic = { without: hidden, notBy: hidden };

/** Who treats patients is known to all who work here. */
const staff = {
  receptionist: 'yes',
  nurse: 'yes',
  doctor: 'yes',
  pharmacist: 'yes',
  cashier: 'yes',
  'billing-manager': 'yes',
  manager: 'yes',
  auditor: 'yes',
  integration: 'yes',
} as const;

const whoBooks = {
  receptionist: 'yes',
  nurse: 'yes',
  doctor: 'yes',
  manager: 'yes',
  integration: 'yes',
  service: { clients: ['appointment-service'] },
  patient: 'yes',
} as const;

const whoSeesLeave = { receptionist: 'yes', nurse: 'yes', doctor: 'yes', manager: 'yes' } as const;

/** Who may do what in this service; docs/access.md shows the tables of all services. */
export const access = accessTable({
  addDoctor: { manager: 'yes' },
  listDoctors: { ...staff, patient: inPublic },
  listSpecialties: { ...staff, patient: 'yes' },
  getDoctor: { ...staff, service: { clients: ['prescription-service'] }, patient: inPublic },
  changeDoctor: { manager: 'yes' },
  putSchedule: { manager: 'yes' },
  getSchedule: { ...staff, patient: 'yes' },
  removeSchedule: { manager: 'yes' },
  addTimeOff: { receptionist: 'yes', manager: 'yes', doctor: 'as-doctor' },
  listTimeOff: whoSeesLeave,
  listTimeOffOfMany: whoSeesLeave,
  getTimeOff: whoSeesLeave,
  removeTimeOff: { receptionist: 'yes', manager: 'yes', doctor: 'as-doctor' },
  getAvailability: whoBooks,
  listAvailability: whoBooks,
  followChanges: followersOf({ ...staff, patient: inPublic }),
});
