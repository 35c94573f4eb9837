// The five services of a booking and a payment, with doctors, patients and bills.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tokenFor } from './issuer.mjs';
import { fileOf } from './patients.mjs';
import { connect, databaseOf, databaseVariables, ensureDatabase } from './postgres.mjs';
import { fill, fills } from './fill-care.mjs';
import { startService } from './processes.mjs';

export const ports = { doctor: 4913, patient: 4914, billing: 4912, payment: 4915, appointment: 4911 };
const at = (name) => `http://127.0.0.1:${ports[name]}`;
const databases = { doctor: 'doctors', billing: 'billing', payment: 'payments', appointment: 'appointments' };
const upstreams = {
  doctor: {},
  patient: {},
  billing: { PATIENT_SERVICE_URL: at('patient') },
  payment: { PATIENT_SERVICE_URL: at('patient'), BILLING_SERVICE_URL: at('billing') },
  appointment: { PATIENT_SERVICE_URL: at('patient'), DOCTOR_SERVICE_URL: at('doctor') },
};

const startOn = (name, port, database) =>
  startService(`${name}-service`, port, { ...databaseVariables(database), ...upstreams[name] });

/** @param patients the database of the patients */
export const startCare = async (patients) => {
  const running = {};
  for (const name of Object.keys(ports)) {
    const database = databases[name] ?? patients;
    await ensureDatabase(database);
    running[name] = await startOn(name, ports[name], database);
  }
  return running;
};

/** Starts one more of a service beside those, on a database with `size` records of its kind; resolves with what load needs of it. */
export const startFilled = async (name, port, size) => {
  const database = `${databases[name]}_${size}`;
  const isEmpty = await databaseOf(database, fills[name].table, size);
  const child = await startOn(name, port, database);
  await fill(fills[name], { database, size, isEmpty });
  return { child, port, database };
};

const anybody = { roles: ['receptionist', 'manager', 'cashier', 'billing-manager'] };
const send = async (url, body, method = 'POST') => {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenFor('manager', anybody)}` },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} ${response.status} ${await response.text()}`);
  return response.json();
};

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const blocks = ['00:00', '06:00', '12:00', '18:00'].map((start, i, all) => ({ start, end: all[i + 1] ?? '24:00' }));
const specialties = ['General practice', 'Cardiology', 'Surgery', 'Dermatology'];

/** Makes doctors who work round the clock, and bills that are never paid in full; once. */
export const prepareCare = async (patients, doctors = 200, bills = 2000) => {
  const files = { doctors: fileOf('doctors'), patients: fileOf('patients'), bills: fileOf('bills') };
  if (Object.values(files).every(existsSync)) return files;
  console.error(`making ${doctors} doctors and ${bills} bills …`);
  const db = await connect(patients);
  const { rows } = await db.query('select id from patients where deceased_at is null and active limit 8000');
  await db.end();
  const ids = { doctors: [], patients: rows.map(({ id }) => id), bills: [] };
  for (let i = 0; i < doctors; i++) {
    const { id } = await send(`${at('doctor')}/doctors`, {
      givenName: `Given${i}`,
      familyName: `Family${i}`,
      specialty: specialties[i % 4],
      licenseNumber: `L-${i}`,
      timeZone: 'Europe/London',
    });
    const weekly = days.flatMap((day) => blocks.map((block) => ({ day, ...block })));
    await send(`${at('doctor')}/doctors/${id}/schedule`, { weekly }, 'PUT');
    ids.doctors.push(id);
  }
  for (let i = 0; i < bills; i++) {
    const bill = { patientId: ids.patients[i % ids.patients.length], currency: 'EUR', amount: 90_000_000 };
    ids.bills.push((await send(`${at('billing')}/bills`, { ...bill, details: 'bench' })).id);
  }
  for (const [name, list] of Object.entries(ids)) writeFileSync(files[name], `${list.join('\n')}\n`);
  return files;
};

/** The first of so many numbers that no run has used, so that no two bookings want one time. */
export const nextNumber = (step = 200_000) => {
  const file = fileOf('number');
  const number = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  writeFileSync(file, String(number + step));
  return number;
};
