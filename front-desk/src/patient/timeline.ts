import type { components as Appointments } from '../api/generated/appointment-service';
import type { components as Bills } from '../api/generated/billing-service';
import type { components as Payments } from '../api/generated/payment-service';
import type { components as Prescriptions } from '../api/generated/prescription-service';

export type Appointment = Appointments['schemas']['Appointment'];
export type Prescription = Prescriptions['schemas']['Prescription'];
export type Dispense = Prescriptions['schemas']['Dispense'];
export type Bill = Bills['schemas']['Bill'];
export type Payment = Payments['schemas']['Payment'];

export type Entry =
  | { kind: 'appointment'; record: Appointment }
  | { kind: 'prescription'; record: Prescription }
  | { kind: 'dispense'; record: Dispense; medication: string; unit: string | null }
  | { kind: 'bill'; record: Bill }
  | { kind: 'payment'; record: Payment };
export type Kind = Entry['kind'];

/** What causes comes before what it causes. */
const order: readonly Kind[] = ['appointment', 'prescription', 'dispense', 'bill', 'payment'];

export function keyOf({ kind, record }: Entry): string {
  return `${kind}-${record.id}`;
}

/** Returns when it took place, or is to take place. */
export function timeOf(entry: Entry): string {
  switch (entry.kind) {
    case 'appointment':
      return entry.record.time;
    case 'prescription':
      return entry.record.authoredAt;
    case 'dispense':
      return entry.record.dispensedAt;
    case 'bill':
      return entry.record.issuedAt ?? entry.record.createdAt;
    case 'payment':
      return entry.record.settledAt ?? entry.record.createdAt;
  }
}

/** Returns the entries newest first; of one moment, the effect above its cause. The same entries always come in the same order. */
export function inOrder(entries: readonly Entry[]): Entry[] {
  return entries.toSorted(
    (a, b) =>
      Date.parse(timeOf(b)) - Date.parse(timeOf(a)) ||
      order.indexOf(b.kind) - order.indexOf(a.kind) ||
      b.record.id.localeCompare(a.record.id),
  );
}

export interface Links {
  /** What an entry came from, where that is shown as well. */
  causeOf: ReadonlyMap<string, Entry>;
  /** What came of it, oldest first. */
  effectsOf: ReadonlyMap<string, readonly Entry[]>;
}

/** Returns what caused what among the entries: a visit its bill and prescription, a bill its payments, a prescription its dispenses. */
export function linksAmong(entries: readonly Entry[]): Links {
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const causeOf = new Map<string, Entry>();
  const effectsOf = new Map<string, Entry[]>();
  for (const entry of inOrder(entries).reverse()) {
    const causeKey = causeKeyOf(entry);
    const cause = causeKey === undefined ? undefined : byKey.get(causeKey);
    if (!cause) continue;
    causeOf.set(keyOf(entry), cause);
    effectsOf.set(keyOf(cause), [...(effectsOf.get(keyOf(cause)) ?? []), entry]);
  }
  return { causeOf, effectsOf };
}

function causeKeyOf(entry: Entry): string | undefined {
  switch (entry.kind) {
    case 'appointment':
      return undefined;
    case 'prescription':
    case 'bill':
      return entry.record.appointmentId ? `appointment-${entry.record.appointmentId}` : undefined;
    case 'dispense':
      return `prescription-${entry.record.prescriptionId}`;
    case 'payment':
      return entry.record.billId ? `bill-${entry.record.billId}` : undefined;
  }
}

export interface Section {
  heading: 'coming' | 'today' | { month: string };
  entries: Entry[];
}

/** Returns the entries under headings: what is to come, the next first; today; then month by month, newest first. `dayOf` is the clinic's day of an instant. */
export function sectionsOf(
  entries: readonly Entry[],
  today: string,
  dayOf: (instant: string | number) => string,
): Section[] {
  const sections = new Map<string, Section>();
  for (const entry of inOrder(entries)) {
    const day = dayOf(timeOf(entry));
    const name = day > today ? 'coming' : day === today ? 'today' : day.slice(0, 7);
    const heading = name === 'coming' || name === 'today' ? name : { month: timeOf(entry) };
    const section = sections.get(name) ?? { heading, entries: [] };
    section.entries.push(entry);
    sections.set(name, section);
  }
  // what comes next is looked for first
  sections.get('coming')?.entries.reverse();
  return [...sections.values()];
}
