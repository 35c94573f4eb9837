import { defineProblem, Problem, unavailable } from '@hms/service-kit/problem';

// In the order in which a booking is judged; each names its rule in `rule`.

export const doctorUnknown = defineProblem(
  { type: 'doctor-unknown', status: 422, title: 'There is no such doctor' },
  (doctorId: string) => ({
    detail: `doctor-service knows no doctor with the id ${doctorId}.`,
    members: { rule: 'doctor-exists' },
  }),
);

export const doctorInactive = defineProblem(
  { type: 'doctor-inactive', status: 422, title: 'The doctor takes no bookings' },
  (doctorId: string) => ({
    detail: `The doctor with the id ${doctorId} is not active and takes no bookings.`,
    members: { rule: 'doctor-is-active' },
  }),
);

export const timeNotInFuture = defineProblem(
  { type: 'time-not-in-future', status: 422, title: 'The time has passed' },
  () => ({
    detail:
      'An appointment is booked for a time to come. For a patient who is there now send walkIn; for a visit that has taken place, recordedLate.',
    members: { rule: 'time-is-in-the-future' },
  }),
);

export const timeOutOfRange = defineProblem(
  { type: 'time-out-of-range', status: 422, title: 'The time is too far away' },
  (before?: string) => ({
    detail: before
      ? `A visit can be booked up to ${before}. Check the year.`
      : 'Doctor-service can be asked for no such time, so it cannot be booked. Check the year.',
    members: { rule: 'time-can-be-booked' },
  }),
);

export const timeNotNow = defineProblem(
  { type: 'time-not-now', status: 422, title: 'A walk-in is booked for now' },
  () => ({
    detail:
      'A walk-in begins within 15 minutes of now. Leave time out to begin at once; for a time to come, book without walkIn; for a visit that has taken place, send recordedLate.',
    members: { rule: 'walk-in-is-now' },
  }),
);

export const timeNotInPast = defineProblem(
  { type: 'time-not-in-past', status: 422, title: 'The visit has not taken place within the last year' },
  () => ({
    detail: 'With recordedLate a visit is entered that has begun, and not more than a year ago.',
    members: { rule: 'late-entry-is-in-the-past' },
  }),
);

export const outsideAvailability = defineProblem(
  { type: 'outside-availability', status: 422, title: 'The doctor does not work then' },
  () => ({
    detail:
      "The whole appointment has to lie within the doctor's working hours, outside time off. To book it nevertheless, send overbook with a reason.",
    members: { rule: 'doctor-is-available' },
  }),
);

export const slotTaken = defineProblem({ type: 'slot-taken', status: 409, title: 'The time is taken' }, () => ({
  detail:
    'The doctor has another appointment that overlaps this time. To book it nevertheless, send overbook with a reason.',
  members: { rule: 'doctor-is-free', takenFor: 'doctor' },
}));

export const patientBusy = defineProblem(
  { type: 'patient-busy', status: 409, title: 'The patient has another appointment at that time' },
  () => ({
    detail: 'The patient has another appointment that overlaps this time.',
    members: { rule: 'patient-is-free', takenFor: 'patient' },
  }),
);

export const patientUnknown = defineProblem(
  { type: 'patient-unknown', status: 422, title: 'There is no such patient' },
  (patientId: string) => ({
    detail: `patient-service knows no patient with the id ${patientId}.`,
    members: { rule: 'patient-exists' },
  }),
);

export const patientDeceased = defineProblem(
  { type: 'patient-deceased', status: 422, title: 'The patient has died' },
  (patientId: string) => ({
    detail: `The patient with the id ${patientId} is recorded as deceased. A visit that took place before can be entered with recordedLate.`,
    members: { rule: 'patient-is-alive' },
  }),
);

export const patientInactive = defineProblem(
  { type: 'patient-inactive', status: 422, title: "The patient's record is not active" },
  (patientId: string) => ({
    detail: `The record of the patient with the id ${patientId} is not active. If it is the right record, set it active again in patient-service: PATCH /patients/${patientId} {"active": true}.`,
    members: { rule: 'patient-is-active' },
  }),
);

export const patientProblems = [patientUnknown, patientDeceased, patientInactive];

export const bookingProblems = [
  ...[doctorUnknown, doctorInactive, timeNotInFuture, timeOutOfRange, outsideAvailability, slotTaken, patientBusy],
  ...patientProblems,
];
export const arrivalProblems = [...patientProblems, slotTaken, patientBusy];

export const notDueYet = defineProblem(
  { type: 'not-due-yet', status: 409, title: 'The appointment is still to come' },
  (command: 'arrive' | 'fulfill' | 'no-show', from: string) => ({
    detail:
      command === 'no-show'
        ? `It begins at ${from}; before that nobody has missed it. To free the time, cancel it.`
        : `${command} is possible from ${from} on: on the day of the visit. If the patient is here already, move the visit to today (reschedule), or book a walk-in.`,
    members: { possibleFrom: from },
  }),
);

/** Nothing was changed: the answers were about the record as it was when they were asked for. */
export const changedMeanwhile = () =>
  unavailable('The appointment was changed by another request at the same moment. Nothing was done; try again.');

const aboutTime = new Set([timeNotInFuture, outsideAvailability, slotTaken, patientBusy].map(({ kind }) => kind));

/** Whether another time would have been accepted. */
export const isAboutTime = (problem: Problem): boolean => aboutTime.has(problem.kind);

export interface Alternative {
  time: string;
  endTime: string;
}

/** The same refusal, and the nearest free times that would be accepted. */
export const withAlternatives = (problem: Problem, alternatives: Alternative[]): Problem => {
  const advice =
    alternatives.length > 0
      ? `Free are: ${alternatives.map(({ time }) => time).join(', ')}.`
      : 'Nothing near is free; see GET /slots.';
  return new Problem(problem.kind, `${problem.message} ${advice}`, { ...problem.members, alternatives });
};
