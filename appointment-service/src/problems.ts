import { defineProblem, Problem } from '@hms/service-kit/problem';

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
  () => ({ detail: 'An appointment is booked for a time to come.', members: { rule: 'time-is-in-the-future' } }),
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
  detail: 'The doctor has another appointment that overlaps this time.',
  members: { rule: 'doctor-is-free', takenFor: 'doctor' },
}));

export const patientBusy = defineProblem(
  { type: 'patient-busy', status: 409, title: 'The patient is elsewhere then' },
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
    detail: `The patient with the id ${patientId} is recorded as deceased.`,
    members: { rule: 'patient-is-alive' },
  }),
);

export const bookingProblems = [
  ...[doctorUnknown, doctorInactive, timeNotInFuture, outsideAvailability, slotTaken, patientBusy],
  ...[patientUnknown, patientDeceased],
];

export const notDueYet = defineProblem(
  { type: 'not-due-yet', status: 409, title: 'The appointment has not begun' },
  (time: string) => ({
    detail: `It begins at ${time}; before that nobody has missed it. To free the time, cancel it.`,
  }),
);

export const heldForWaitingList = defineProblem(
  { type: 'held-for-waiting-list', status: 409, title: 'The time is held for an offer' },
  (entryId: string) => ({
    detail: `It is offered to a patient on the waiting list: POST /waitlist/${entryId}/accept or /decline.`,
    members: { waitlistEntryId: entryId },
  }),
);

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
