import { inFolder } from '../step';

export const cancellation = inFolder('7 Cancel', [
  {
    operation: 'cancelAppointment',
    path: { id: '{{appointmentId}}' },
    body: { code: 'pat', by: 'patient' },
    status: 200,
    expect: { status: 'cancelled', 'cancellation.code': 'pat' },
  },
]);
