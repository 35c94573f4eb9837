import { accessTable } from '@hms/access/roles';

/** What is known of a doctor in public. */
const hidden = ['licenseNumber', 'phone', 'email'];
const inPublic = { without: hidden, notBy: hidden };

/** Who may do what in this service; docs/access.md shows the tables of all services. */
export const access = accessTable({
  addDoctor: { manager: 'yes' },
  listDoctors: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    pharmacist: 'yes',
    cashier: 'yes',
    'billing-manager': 'yes',
    manager: 'yes',
    auditor: 'yes',
    integration: 'yes',
    patient: inPublic,
  },
  getDoctor: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    pharmacist: 'yes',
    cashier: 'yes',
    'billing-manager': 'yes',
    manager: 'yes',
    auditor: 'yes',
    integration: 'yes',
    service: { clients: ['prescription-service'] },
    patient: inPublic,
  },
  changeDoctor: { manager: 'yes' },
  putSchedule: { manager: 'yes' },
  getSchedule: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    pharmacist: 'yes',
    cashier: 'yes',
    'billing-manager': 'yes',
    manager: 'yes',
    auditor: 'yes',
    integration: 'yes',
    patient: 'yes',
  },
  removeSchedule: { manager: 'yes' },
  addTimeOff: { receptionist: 'yes', manager: 'yes', doctor: 'as-doctor' },
  listTimeOff: { receptionist: 'yes', nurse: 'yes', doctor: 'yes', manager: 'yes' },
  getTimeOff: { receptionist: 'yes', nurse: 'yes', doctor: 'yes', manager: 'yes' },
  removeTimeOff: { receptionist: 'yes', manager: 'yes', doctor: 'as-doctor' },
  getAvailability: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    manager: 'yes',
    integration: 'yes',
    service: { clients: ['appointment-service'] },
    patient: 'yes',
  },
  listAvailability: {
    receptionist: 'yes',
    nurse: 'yes',
    doctor: 'yes',
    manager: 'yes',
    integration: 'yes',
    service: { clients: ['appointment-service'] },
    patient: 'yes',
  },
});
