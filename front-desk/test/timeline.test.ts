import { inOrder, keyOf, linksAmong, sectionsOf, type Entry } from '../src/patient/timeline';

const visit = entry('appointment', 'v', { time: '2026-11-20T09:00:00+00:00' });
const bill = entry('bill', 'b', {
  appointmentId: 'v',
  issuedAt: '2026-11-20T10:00:00+01:00',
  createdAt: '2026-11-19T00:00:00Z',
});
const draft = entry('bill', 'd', { appointmentId: null, issuedAt: null, createdAt: '2026-11-18T00:00:00Z' });
const payment = entry('payment', 'p', {
  billId: 'b',
  settledAt: '2026-11-20T09:30:00Z',
  createdAt: '2026-11-20T09:29:00Z',
});
const deposit = entry('payment', 'q', { billId: null, settledAt: null, createdAt: '2026-11-01T00:00:00Z' });
const prescription = entry('prescription', 'r', { appointmentId: 'elsewhere', authoredAt: '2026-11-20T09:10:00Z' });
const dispense = entry('dispense', 's', { prescriptionId: 'r', dispensedAt: '2026-12-05T09:00:00Z' });
const all = [deposit, payment, visit, draft, prescription, bill, dispense];

test('newest first, by the instant and not by how it is written; the effect above its cause', () => {
  const keys = ['dispense-s', 'payment-p', 'prescription-r', 'bill-b', 'appointment-v', 'bill-d', 'payment-q'];
  expect(inOrder(all).map(keyOf)).toEqual(keys);
  expect(inOrder(all.toReversed()).map(keyOf)).toEqual(keys);
});

test('what caused what', () => {
  const { causeOf, effectsOf } = linksAmong(all);
  expect(causeOf.get('bill-b')).toBe(visit);
  expect(causeOf.get('payment-p')).toBe(bill);
  expect(causeOf.get('dispense-s')).toBe(prescription);
  expect(effectsOf.get('appointment-v')).toEqual([bill]);
  // its visit is not among those that the role sees
  expect(causeOf.has('prescription-r')).toBe(false);
  expect(causeOf.has('payment-q')).toBe(false);
});

test('under headings of the days of the clinic', () => {
  const dayOf = (instant: string | number) => new Date(instant).toISOString().slice(0, 10);
  const sections = sectionsOf(all, '2026-11-20', dayOf).map(({ heading, entries }) => [
    typeof heading === 'string' ? heading : dayOf(heading.month).slice(0, 7),
    entries.length,
  ]);
  expect(sections).toEqual([
    ['coming', 1],
    ['today', 4],
    ['2026-11', 2],
  ]);
});

test('of what is to come, the next first', () => {
  const visits = ['2026-12-03', '2026-11-30'].map((day) => entry('appointment', day, { time: `${day}T09:00:00Z` }));
  const [coming] = sectionsOf(visits, '2026-11-20', (instant) => new Date(instant).toISOString().slice(0, 10));
  expect(coming?.entries.map(keyOf)).toEqual(['appointment-2026-11-30', 'appointment-2026-12-03']);
});

function entry(kind: Entry['kind'], id: string, record: object): Entry {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- only what ordering reads of a record
  return JSON.parse(JSON.stringify({ kind, record: { id, ...record }, medication: 'Amlodipine', unit: null }));
}
