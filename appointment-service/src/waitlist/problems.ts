import { defineProblem } from '@hms/service-kit/problem';

export const alreadyWaiting = defineProblem(
  { type: 'already-waiting', status: 409, title: 'The patient is already on this waiting list' },
  (entryId?: string) => ({
    detail: `The patient already waits for this doctor or specialty on overlapping days${
      entryId ? `: see entry ${entryId}` : ''
    }. To wait for other days, cancel that entry first.`,
    members: entryId ? { waitlistEntryId: entryId } : {},
  }),
);

export const heldForWaitingList = defineProblem(
  { type: 'held-for-waiting-list', status: 409, title: 'The time is held for an offer' },
  (entryId: string) => ({
    detail: `It is offered to a patient on the waiting list: POST /waitlist/${entryId}/accept or /decline.`,
    members: { waitlistEntryId: entryId },
  }),
);
