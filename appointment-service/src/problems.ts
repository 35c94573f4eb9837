import { defineProblem, Problem, unavailable } from '@hms/service-kit/problem';

// In the order in which a booking is judged; each names its rule in `rule`.

export const doctorUnknown = defineProblem(
  { type: 'doctor-unknown', status: 422, title: 'There is no such doctor' },
  (doctorId: string) => ({
    detail: `doctor-service has no doctor with the id ${doctorId}.`,
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
      'Appointments are booked for future times. For a patient who is here now, send walkIn; for a visit that has already taken place, send recordedLate.',
    members: { rule: 'time-is-in-the-future' },
  }),
);

export const timeOutOfRange = defineProblem(
  { type: 'time-out-of-range', status: 422, title: 'The time is too far away' },
  (before?: string) => ({
    detail: before
      ? `A visit can be booked up to ${before}. Check the year.`
      : 'This time is outside the range that doctor-service supports, so it cannot be booked. Check the year.',
    members: { rule: 'time-can-be-booked' },
  }),
);

export const timeNotNow = defineProblem(
  { type: 'time-not-now', status: 422, title: 'A walk-in is booked for now' },
  () => ({
    detail:
      'A walk-in begins within 15 minutes of now. Omit time to begin now; for a later time, book without walkIn; for a visit that has already taken place, send recordedLate.',
    members: { rule: 'walk-in-is-now' },
  }),
);

export const timeNotInPast = defineProblem(
  { type: 'time-not-in-past', status: 422, title: 'The visit has not taken place within the last year' },
  () => ({
    detail: 'recordedLate is for a visit that began in the past, at most one year ago.',
    members: { rule: 'late-entry-is-in-the-past' },
  }),
);

export const outsideAvailability = defineProblem(
  { type: 'outside-availability', status: 422, title: 'The doctor does not work at that time' },
  () => ({
    detail:
      "The whole appointment must lie within the doctor's working hours and outside time off. To book it nevertheless, send overbook with a reason.",
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
    detail: `patient-service has no patient with the id ${patientId}.`,
    members: { rule: 'patient-exists' },
  }),
);

export const patientDeceased = defineProblem(
  { type: 'patient-deceased', status: 422, title: 'The patient has died' },
  (patientId: string) => ({
    detail: `The patient with the id ${patientId} is recorded as deceased. A visit that took place before the death can be entered with recordedLate.`,
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
  { type: 'not-due-yet', status: 409, title: 'The appointment is not due yet' },
  (command: 'arrive' | 'fulfill' | 'no-show', from: string) => ({
    detail:
      command === 'no-show'
        ? `It begins at ${from}; the patient cannot have missed it before that. To free the time, cancel it.`
        : `${command} is possible from ${from}, the day of the visit. If the patient is here already, move the visit to today (reschedule) or book a walk-in.`,
    members: { possibleFrom: from },
  }),
);

/** Nothing was changed: the answers were about the record as it was when they were asked for. */
export const changedMeanwhile = () =>
  unavailable('Another request changed the appointment at the same time. Nothing was done; try again.');

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
      ? `Free times: ${alternatives.map(({ time }) => time).join(', ')}.`
      : 'No time near it is free; see GET /slots.';
  return new Problem(problem.kind, `${problem.message} ${advice}`, { ...problem.members, alternatives });
};
