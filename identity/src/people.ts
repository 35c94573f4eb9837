import { createHash, timingSafeEqual } from 'node:crypto';

/** A sample person. */
export interface SamplePerson {
  /** What they sign in by, and the `sub` of their tokens. */
  name: string;
  fullName: string;
  roles: string[];
  patientId?: string;
  doctorId?: string;
}

// of db-init/sample-data
const sampleId = (kind: number, n: number) =>
  `01900000-0000-7${String(kind).padStart(3, '0')}-8000-${String(n).padStart(12, '0')}`;

const staff = ['receptionist', 'nurse', 'pharmacist', 'cashier', 'billing-manager', 'manager'];

export const samplePeople: SamplePerson[] = [
  { name: 'receptionist', fullName: 'Rosa Lindqvist', roles: ['receptionist'] },
  { name: 'nurse', fullName: 'Noah Adeyemi', roles: ['nurse'] },
  { name: 'doctor', fullName: 'Amina Yusuf', roles: ['doctor'], doctorId: sampleId(1, 1) },
  { name: 'doctor2', fullName: 'Daniel Okonkwo', roles: ['doctor'], doctorId: sampleId(1, 2) },
  { name: 'pharmacist', fullName: 'Petra Novak', roles: ['pharmacist'] },
  { name: 'cashier', fullName: 'Carlos Mendes', roles: ['cashier'] },
  { name: 'cashier2', fullName: 'Chiara Rossi', roles: ['cashier'] },
  { name: 'billing-manager', fullName: 'Bea Thompson', roles: ['billing-manager'] },
  { name: 'manager', fullName: 'Mei Tan', roles: ['manager'] },
  { name: 'auditor', fullName: 'Otto Brandt', roles: ['auditor'] },
  { name: 'patient', fullName: 'Margaret Whitfield', roles: ['patient'], patientId: sampleId(2, 1) },
  // a small practice, where one person does it all; and the programs that try this project
  { name: 'owner', fullName: 'Ola Berg', roles: [...staff, 'doctor', 'auditor'] },
];

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const inAnyName = new RegExp(`^(doctor|patient):(${uuid})$`);

/**
 * Returns the person of that name. `doctor:<id>` and `patient:<id>` are any doctor and any patient: so that a newcomer can be
 * the doctor that they have just added. Undefined for a name that nobody has.
 */
export function findPerson(name: string): SamplePerson | undefined {
  const [, role, id] = inAnyName.exec(name) ?? [];
  if (role === undefined || id === undefined) return samplePeople.find((person) => person.name === name);
  const owns = role === 'doctor' ? { doctorId: id } : { patientId: id };
  return { name, fullName: `The ${role} ${id.slice(-6)}`, roles: [role], ...owns };
}

/** Returns what wrong passwords for this name are counted under. Doctors by id are one: ids without end are no guesses without end. */
export function guessedAs(name: string): string {
  const [, role] = inAnyName.exec(name) ?? [];
  return role ?? (findPerson(name) ? `person ${name}` : 'nobody');
}

/** Returns what the person's tokens say, beside who they are. */
export function claimsOf({ fullName, roles, patientId, doctorId }: SamplePerson): Record<string, unknown> {
  return {
    name: fullName,
    roles,
    ...(patientId !== undefined && { patient_id: patientId }),
    ...(doctorId !== undefined && { doctor_id: doctorId }),
  };
}

/** Returns who the person is in FHIR, for a program that wants to know; nothing for who is neither doctor nor patient. */
export function fhirUserOf({ patientId, doctorId }: SamplePerson, base = ''): { fhirUser?: string } {
  if (doctorId !== undefined) return { fhirUser: `${base}/Practitioner/${doctorId}` };
  return patientId === undefined ? {} : { fhirUser: `${base}/Patient/${patientId}` };
}

/** Compares passwords in a time that tells nothing of them. */
export function isPassword(given: string, right: string): boolean {
  const [one, other] = [given, right].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
