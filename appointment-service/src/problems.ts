import { defineProblem } from '@hms/service-kit/problem';

export const slotTaken = defineProblem(
  { type: 'slot-taken', status: 409, title: 'The time is taken' },
  (whose: 'doctor' | 'patient') => ({
    detail: `The ${whose} has another appointment that overlaps this time. Choose another time.`,
    members: { takenFor: whose },
  }),
);

export const doctorUnknown = defineProblem(
  { type: 'doctor-unknown', status: 422, title: 'There is no such doctor' },
  (doctorId: string) => ({ detail: `doctor-service knows no doctor with the id ${doctorId}.` }),
);

export const doctorInactive = defineProblem(
  { type: 'doctor-inactive', status: 422, title: 'The doctor takes no bookings' },
  (doctorId: string) => ({ detail: `The doctor with the id ${doctorId} is not active and takes no bookings.` }),
);
