import type { Answered } from './client';
import { saysNothing, type Entry } from './history';

interface Known {
  id: string;
}
/** What the clients know of the hospital, from the answers they got. Amounts in cents. */
export interface World {
  patients: Known[];
  doctors: Known[];
  appointments: Known[];
  bills: (Known & { cents: number })[];
  payments: (Known & { cents: number })[];
  prescriptions: Known[];
  /** Days from now on that are booked in this phase: each has its own, or all would soon be full. */
  firstDay: number;
}

export const newWorld = (): World => ({
  patients: [],
  doctors: [],
  appointments: [],
  bills: [],
  payments: [],
  prescriptions: [],
  firstDay: 30,
});

/** Takes note of what a first conclusive answer says. */
export const learn = (world: World, { operation, content }: Entry, answer: Answered): void => {
  const { id, status } = answer;
  if (saysNothing(answer) || Number(status) >= 300 || id === undefined) return;
  const cents = Number(content);
  if (operation === 'register patient') world.patients.push({ id });
  if (operation === 'register doctor') world.doctors.push({ id });
  if (operation === 'book') world.appointments.push({ id });
  if (operation === 'bill') world.bills.push({ id, cents });
  if (operation === 'pay' || operation === 'deposit') world.payments.push({ id, cents });
  if (operation === 'prescribe') world.prescriptions.push({ id });
};
