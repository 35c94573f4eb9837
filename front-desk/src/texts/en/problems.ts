import type { Sentence, SpokenProblem } from '../problem-values';

/** Where a service's own sentence speaks to programs; all others are shown as they come. */
const sentences: Partial<Record<SpokenProblem, Sentence>> = {
  'slot-taken': () => 'The doctor has another visit at that time.',
  'patient-busy': () => 'The patient has another visit at that time.',
  'outside-availability': () => 'The doctor does not work at that time.',
  'time-not-in-future': () => 'That time has passed.',
  'not-due-yet': ({ day }) => {
    const from = day('possibleFrom');
    return `The visit is not due yet${from ? `: this is possible from ${from}` : ''}.`;
  },
  'patient-inactive': () =>
    'The record is not in use. Look for the patient’s other record, or set this one in use again.',
  'patient-deceased': () => 'The patient is recorded as deceased.',
  'doctor-inactive': () => 'The doctor no longer works here.',
  'exceeds-due': ({ amount }) => {
    const due = amount('dueAmount');
    return due ? `Only ${due} is due on this bill.` : 'That is more than is due on this bill.';
  },
  'possible-duplicate-payment': ({ text }) => {
    const receipt = text('receiptNumber');
    return `The same amount was taken by the same method less than a minute ago${receipt ? `, with receipt ${receipt}` : ''}.`;
  },
  'refill-too-soon': ({ number, day }) => {
    const [now, from] = [number('quantityNow'), day('notBefore')];
    return `Most of the last fill should be used up before the next.${now ? ` Now it is ${now} at most.` : ''}${from ? ` The next fill is due from ${from}.` : ''}`;
  },
};

export const problems = { problems: sentences };
