import type { ServiceName } from '../fleet-client';
import { operations, type Intent, type Operation } from './history';
import type { World } from './world';

export interface Dice {
  below(limit: number): number;
  /** Undefined of an empty list. */
  oneOf<T>(all: readonly T[]): T | undefined;
  /** One of the last hundred: what is new is used most. */
  recent<T>(all: readonly T[]): T | undefined;
}

export const diceOf = (random: () => number): Dice => {
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = <T>(all: readonly T[]) => all[below(all.length)];
  return { below, oneOf, recent: (all) => oneOf(all.slice(-100)) };
};

const day = 86_400_000;
const amount = (cents: number) => cents / 100;

type Draw = (world: World, dice: Dice, key: string) => Intent | undefined;

/** Quarters of an hour in five days, so that many want the same. */
const drawTime = ({ firstDay }: World, { below }: Dice) =>
  new Date(Math.floor(Date.now() / day + firstDay + below(5)) * day + below(96) * 900_000).toISOString();

const registerPatient: Draw = (_world, { below }, key) => ({
  operation: 'register patient',
  service: 'patient',
  path: '/patients?allowDuplicate=true',
  body: { givenName: `Proof ${below(1000)}`, familyName: key },
  content: '',
});

const registerDoctor: Draw = (_world, { below }, key) => {
  const name = { givenName: 'Proof', familyName: `Doctor ${below(1000)}` };
  const body = { ...name, specialty: 'Proof', licenseNumber: key };
  return { operation: 'register doctor', service: 'doctor', path: '/doctors', body, content: '' };
};

const book: Draw = (world, dice, key) => {
  const [patient, doctor] = [dice.oneOf(world.patients), dice.oneOf(world.doctors.slice(0, 6))];
  if (!patient || !doctor) return undefined;
  const time = drawTime(world, dice);
  const durationMinutes = 15 * (1 + dice.below(4));
  const body = { patientId: patient.id, doctorId: doctor.id, time, durationMinutes, reason: key };
  const content = `${patient.id} ${doctor.id}`;
  return { operation: 'book', service: 'appointment', path: '/appointments', body, content };
};

const cancel: Draw = ({ appointments }, { recent }, key) => {
  const appointment = recent(appointments);
  if (!appointment) return undefined;
  const path = `/appointments/${appointment.id}/cancel`;
  return { operation: 'cancel', service: 'appointment', path, body: { reason: key }, content: appointment.id };
};

const reschedule: Draw = (world, dice) => {
  const appointment = dice.recent(world.appointments);
  if (!appointment) return undefined;
  const body = { time: drawTime(world, dice) };
  const path = `/appointments/${appointment.id}/reschedule`;
  return { operation: 'reschedule', service: 'appointment', path, body, content: `${appointment.id} ${body.time}` };
};

const bill: Draw = ({ patients }, { below, oneOf }, key) => {
  const patient = oneOf(patients);
  if (!patient) return undefined;
  const cents = 1000 + below(50_000);
  const body = { patientId: patient.id, amount: amount(cents), details: key };
  return { operation: 'bill', service: 'billing', path: '/bills', body, content: String(cents) };
};

const discount: Draw = ({ bills }, { below, recent }, key) => {
  const known = recent(bills);
  if (!known) return undefined;
  const cents = 1 + below(500);
  const body = { amount: amount(cents), reason: key };
  const path = `/bills/${known.id}/discounts`;
  return { operation: 'discount', service: 'billing', path, body, content: String(cents) };
};

const pay: Draw = ({ bills }, { below, recent }, key) => {
  const known = recent(bills);
  if (!known) return undefined;
  // now and then more than is due
  const cents = 1 + below(below(5) === 0 ? known.cents * 2 : Math.ceil(known.cents / 3));
  const body = { billId: known.id, amount: amount(cents), method: 'card', reference: key };
  return { operation: 'pay', service: 'payment', path: '/payments', body, content: String(cents) };
};

const deposit: Draw = ({ patients }, { below, oneOf }, key) => {
  const patient = oneOf(patients);
  if (!patient) return undefined;
  const cents = 100 + below(20_000);
  const body = { patientId: patient.id, amount: amount(cents), method: 'cash', reference: key };
  return { operation: 'deposit', service: 'payment', path: '/payments', body, content: String(cents) };
};

const refund: Draw = ({ payments }, { below, recent }, key) => {
  const known = recent(payments);
  if (!known) return undefined;
  const cents = 1 + below(known.cents);
  const path = `/payments/${known.id}/refunds`;
  const body = { amount: amount(cents), reason: key };
  return { operation: 'refund', service: 'payment', path, body, content: String(cents) };
};

// medicines are told apart by the words before the first number
const lettersOf = (key: string) => key.replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));

const prescribe: Draw = ({ patients, doctors }, { below, oneOf }, key) => {
  const [patient, doctor] = [oneOf(patients), oneOf(doctors)];
  if (!patient || !doctor) return undefined;
  // one that the patient may have already is found unsafe now and then
  const medication = below(8) === 0 ? 'Proofin' : lettersOf(key);
  const what = { medication, dosage: { text: key }, quantity: 10, refills: below(3) };
  const body = { patientId: patient.id, doctorId: doctor.id, ...what };
  const content = `${patient.id} ${doctor.id}`;
  return { operation: 'prescribe', service: 'prescription', path: '/prescriptions', body, content };
};

const dispense: Draw = ({ prescriptions }, { below, recent }, key) => {
  const known = recent(prescriptions);
  if (!known) return undefined;
  const quantity = 1 + below(9);
  const path = `/prescriptions/${known.id}/dispenses`;
  return {
    operation: 'dispense',
    service: 'prescription',
    path,
    body: { quantity, earlyReason: key },
    content: String(quantity),
  };
};

export const draws: Record<Operation, Draw> = {
  'register patient': registerPatient,
  'register doctor': registerDoctor,
  book,
  cancel,
  reschedule,
  bill,
  discount,
  pay,
  deposit,
  refund,
  prescribe,
  dispense,
};

const weights: Record<Operation, number> = {
  'register patient': 2,
  'register doctor': 1,
  book: 16,
  cancel: 4,
  reschedule: 5,
  bill: 9,
  discount: 2,
  pay: 14,
  deposit: 4,
  refund: 7,
  prescribe: 9,
  dispense: 9,
};
const weighted = operations.flatMap((operation) => Array<Draw>(weights[operation]).fill(draws[operation]));

export const drawWrite: Draw = (world, dice, key) => dice.oneOf(weighted)?.(world, dice, key);

export interface Read {
  service: ServiceName;
  what: string;
  path: string;
  /** It reads a record that a client was told of: to find none would be a loss. */
  mustFind: boolean;
}

/** A record by its id, or a list. */
export const drawRead = (world: World, { below, recent, oneOf }: Dice): Read | undefined => {
  const { patients, doctors, appointments, bills, payments, prescriptions } = world;
  const byId: [ServiceName, string, { id: string } | undefined][] = [
    ['patient', '/patients', oneOf(patients)],
    ['doctor', '/doctors', oneOf(doctors)],
    ['appointment', '/appointments', recent(appointments)],
    ['billing', '/bills', recent(bills)],
    ['payment', '/payments', recent(payments)],
    ['prescription', '/prescriptions', recent(prescriptions)],
  ];
  const [service, collection, known] = byId[below(byId.length)] ?? ['patient', '/patients', undefined];
  if (!known) return undefined;
  if (below(3) > 0) return { service, what: `read ${collection}`, path: `${collection}/${known.id}`, mustFind: true };
  const patient = `patientId=${oneOf(patients)?.id}`;
  const lists: Record<string, string> = {
    patient: '/patients?name=proof&limit=5',
    doctor: '/doctors?specialty=proof&limit=5',
    appointment: `/appointments?${patient}`,
    billing: `/bills?${patient}`,
    payment: `/payments?${patient}`,
    prescription: `/prescriptions?${patient}`,
  };
  return { service, what: `list ${collection}`, path: lists[service] ?? collection, mustFind: false };
};
