import { ofRecord } from '@hms/service-kit/narrow';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { appointments } from './appointment-store';
import { access } from './access';
import { arrive, checkOut } from './check-in';
import { Arrival, Reopening } from './command-schemas';
import type { AppointmentContext } from './context';
import { arrivalProblems, bookingProblems, notDueYet } from './problems';
import { reopenAppointment } from './reopen-appointment';
import { Appointment } from './schemas';

const checkOuts = [
  {
    id: 'fulfill',
    command: 'fulfill',
    summary: 'Record that a patient has been seen',
    description: 'Ends a visit whose patient has arrived. Any other status is refused.',
  },
  {
    id: 'recordNoShow',
    command: 'no-show',
    summary: 'Record that a patient did not come',
    description:
      'Records a missed visit once its time has begun; what is left of the time is free at once. Only a booked appointment can be missed.',
  },
] as const;

const responses = { 200: { description: 'The changed appointment', schema: Appointment } };

/** The commands of the day of the visit, and the one that takes back a wrong click. */
export const visitRoutes = ({ db, upstreams }: AppointmentContext): Operation[] => [
  operation({
    id: 'arrive',
    access: access.arrive,
    patient: ofRecord(appointments),
    method: 'post',
    path: '/appointments/:id/arrive',
    summary: 'Check in a patient',
    description:
      'Records that the patient has come, on the day of the visit, also late: a visit recorded as missed takes its time again if that is still free. A patient who has died or does not exist is refused; if patient-service does not respond, the check-in is recorded all the same.',
    params: idParameters,
    body: Arrival,
    responses,
    problems: [stateForbidsCommand, notDueYet, ...arrivalProblems],
    handle: ({ params, body, command }) => arrive(db, upstreams, command, { ...params, ...body }),
  }),
  ...checkOuts.map(({ id, command: name, summary, description }) =>
    operation({
      id,
      access: access[id],
      patient: ofRecord(appointments),
      method: 'post',
      path: `/appointments/:id/${name}`,
      summary,
      description,
      params: idParameters,
      responses,
      problems: [stateForbidsCommand, notDueYet],
      handle: ({ params, command }) => command.store((tx) => checkOut(tx, params.id, name)),
    }),
  ),
  operation({
    id: 'reopen',
    access: access.reopen,
    patient: ofRecord(appointments),
    method: 'post',
    path: '/appointments/:id/reopen',
    summary: 'Undo the last status',
    description:
      'Takes back a status that was recorded by mistake: arrived, missed or cancelled becomes booked, fulfilled becomes arrived. A missed or cancelled visit takes its time again only if it is free; a cancelled one is checked like a new booking. If a service that has to be asked does not respond, the response is 503 and nothing is changed.',
    params: idParameters,
    body: Reopening,
    responses,
    problems: [stateForbidsCommand, ...bookingProblems],
    handle: ({ params, body, command }) => reopenAppointment(db, upstreams, command, { ...params, ...body }),
  }),
];
