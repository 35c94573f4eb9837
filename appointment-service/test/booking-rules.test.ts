import {
  brokenDoctorRecord,
  brokenDoctorRule,
  brokenPatientRule,
  brokenTimeRule,
  horizon,
  type BookedAs,
  type Facts,
  type Wanted,
} from '../src/booking-rules';
import { days, minutes } from '../src/free-time';

const now = Date.parse('2031-10-07T12:00:00Z');

const wanted = (start: number, as: BookedAs = 'ahead', more: Partial<Wanted> = {}): Wanted => ({
  ...{ doctorId: 'd', patientId: 'p', start, end: start + minutes(30), overbooked: false, as },
  ...more,
});

const window = { start: now - days(400), end: now + days(400) };
const doctor = {
  ...{ doctorId: 'd', name: 'Elizabeth Blackwell', specialty: 'General practice', active: true, visitMinutes: 30 },
  window,
  intervals: [{ start: now + minutes(60), end: now + minutes(120) }],
};
const facts = (more: Partial<Facts> = {}): Facts => ({ doctor, patient: undefined, ...more });
const away = { ...doctor, active: false, intervals: [] };
const typeOf = (problem: { kind: { type: string } } | undefined) => problem?.kind.type;

it.each([
  ['ahead', 1, undefined],
  ['ahead', 0, 'time-not-in-future'],
  ['ahead', -1, 'time-not-in-future'],
  ['walk-in', minutes(15), undefined],
  ['walk-in', -minutes(15), undefined],
  ['walk-in', minutes(15) + 1, 'time-not-now'],
  ['walk-in', -minutes(15) - 1, 'time-not-now'],
  ['late', 0, undefined],
  ['late', 1, 'time-not-in-past'],
  ['late', -days(366), undefined],
  ['late', -days(366) - 1, 'time-not-in-past'],
] as const)('the time of a visit booked %s, %i ms from now: %s', (as, away, type) => {
  expect(typeOf(brokenTimeRule(wanted(now + away, as), now))).toBe(type);
});

it('books nothing 25 years ahead or later, however it is booked', () => {
  expect(horizon(now)).toBe(Date.parse('2056-10-07T12:00:00Z'));
  expect(brokenTimeRule(wanted(horizon(now) - 1), now)).toBeUndefined();
  for (const as of ['ahead', 'walk-in', 'late'] as const) {
    expect(typeOf(brokenTimeRule(wanted(horizon(now), as), now))).toBe('time-out-of-range');
  }
});

it.each([
  ['known and active', facts(), undefined],
  ['unknown', facts({ doctor: null }), 'doctor-unknown'],
  ['not active', facts({ doctor: away }), 'doctor-inactive'],
  ['asked about a time that doctor-service cannot read', facts({ timeUnknowable: true }), 'time-out-of-range'],
] as const)('a doctor who is %s', (_what, known, type) => {
  expect(typeOf(brokenDoctorRecord('d', known))).toBe(type);
});

describe('the rules about the doctor', () => {
  const inside = now + minutes(60);

  it.each([
    ['fills the hours exactly', wanted(inside, 'ahead', { end: inside + minutes(60) }), undefined],
    ['ends after the hours', wanted(inside, 'ahead', { end: inside + minutes(61) }), 'outside-availability'],
    ['begins before the hours', wanted(inside - 1), 'outside-availability'],
    ['is overbooked, outside the hours', wanted(inside - minutes(30), 'ahead', { overbooked: true }), undefined],
    ['is a walk-in outside the hours', wanted(now, 'walk-in'), 'outside-availability'],
    ['has taken place outside the hours', wanted(now - days(1), 'late'), undefined],
    ['has passed', wanted(now - days(1)), 'time-not-in-future'],
  ] as const)('a visit that %s', (_what, one, type) => {
    expect(typeOf(brokenDoctorRule(one, facts(), now))).toBe(type);
  });

  it('name the first that is broken', () => {
    const past = wanted(now - days(1));
    expect(typeOf(brokenDoctorRule(past, facts({ doctor: null }), now))).toBe('doctor-unknown');
    expect(typeOf(brokenDoctorRule(past, facts({ doctor: away }), now))).toBe('doctor-inactive');
  });

  it('let a visit that has taken place be of a doctor who has left, but not of nobody', () => {
    const late = wanted(now - days(1), 'late');
    expect(brokenDoctorRule(late, facts({ doctor: away }), now)).toBeUndefined();
    expect(typeOf(brokenDoctorRule(late, facts({ doctor: null }), now))).toBe('doctor-unknown');
  });

  it('do not look at the clock again once the time was judged, but at the horizon', () => {
    const hours = (start: number) => facts({ doctor: { ...doctor, intervals: [{ start, end: start + days(1) }] } });
    const past = Date.now() - days(1);
    const far = horizon() + days(1);
    expect(brokenDoctorRule(wanted(past), hours(past))).toBeUndefined();
    expect(typeOf(brokenDoctorRule(wanted(far), hours(far)))).toBe('time-out-of-range');
  });
});

const alive = { deceasedAt: null, active: true };
const died = { deceasedAt: new Date(now).toISOString(), active: false };

it.each([
  ['not asked about', 'ahead', undefined, undefined],
  ['unknown', 'ahead', null, 'patient-unknown'],
  ['alive and active', 'ahead', alive, undefined],
  ['alive, with an inactive record', 'ahead', { ...alive, active: false }, 'patient-inactive'],
  ['alive, with an inactive record', 'walk-in', { ...alive, active: false }, 'patient-inactive'],
  ['alive, with an inactive record', 'late', { ...alive, active: false }, undefined],
  ['dead', 'ahead', died, 'patient-deceased'],
] as const)('a patient who is %s, booked %s', (_what, as, patient, type) => {
  expect(typeOf(brokenPatientRule({ patientId: 'p', start: now, as }, patient))).toBe(type);
});

it('lets a visit be entered that took place before the patient died, and none at or after the death', () => {
  const at = (start: number) => brokenPatientRule({ patientId: 'p', start, as: 'late' }, died);
  expect(at(now - 1)).toBeUndefined();
  expect(typeOf(at(now))).toBe('patient-deceased');
  expect(typeOf(brokenPatientRule({ patientId: 'p', start: now - 1, as: 'ahead' }, died))).toBe('patient-deceased');
});
