import { inFolder } from '../step';

const wait = {
  patientId: '{{otherPatientId}}',
  doctorId: '{{doctorId}}',
  // later than every visit of this collection: a time that one of them has just freed would be offered at once
  earliest: '{{monthAhead}}',
  latest: '{{monthAndWeekAhead}}',
  durationMinutes: 20,
};

export const waitlist = inFolder('4 Wait for a time', [
  {
    operation: 'joinWaitlist',
    body: wait,
    status: 201,
    expect: { status: 'waiting' },
    keep: { entryId: 'id' },
  },
  {
    operation: 'joinWaitlist',
    name: 'Wait for the same twice: refused, with the entry that is there',
    body: wait,
    status: 409,
    expect: { type: '/problems/already-waiting', waitlistEntryId: '{{entryId}}' },
  },
  { operation: 'getWaitlistEntry', path: { id: '{{entryId}}' }, status: 200, expect: { offer: null } },
  {
    operation: 'listWaitlist',
    query: { doctorId: '{{doctorId}}', status: 'waiting' },
    status: 200,
    expect: { 'data.0.id': '{{entryId}}' },
  },
  {
    operation: 'acceptOffer',
    name: 'Accept before anything is offered: refused',
    path: { id: '{{entryId}}' },
    status: 409,
    expect: { state: 'waiting' },
  },
  {
    operation: 'declineOffer',
    name: 'Decline before anything is offered: refused',
    path: { id: '{{entryId}}' },
    status: 409,
    expect: { state: 'waiting' },
  },
  { operation: 'leaveWaitlist', path: { id: '{{entryId}}' }, status: 200, expect: { status: 'cancelled' } },
]);
