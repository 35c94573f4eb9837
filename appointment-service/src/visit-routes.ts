import type { Database } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters } from '@hms/service-kit/schema';
import type { Neighbours } from './calendar';
import { arrive, checkOut } from './check-in';
import { Arrival, Reopening } from './command-schemas';
import { arrivalProblems, bookingProblems, notDueYet } from './problems';
import { reopenAppointment } from './reopen-appointment';
import { Appointment } from './schemas';

const checkOuts = [
  { id: 'fulfill', command: 'fulfill', summary: 'Record that the patient has been seen' },
  {
    id: 'recordNoShow',
    command: 'no-show',
    summary: 'Record that the patient did not come; what is left of the time is free',
  },
] as const;

const answers = { 200: { description: 'The changed appointment', schema: Appointment } };

/** The commands of the day of the visit, and the one that takes back a wrong click. */
export const visitRoutes = ({ db, neighbours }: { db: Database; neighbours: Neighbours }): Route[] => [
  route({
    id: 'arrive',
    method: 'post',
    path: '/appointments/:id/arrive',
    summary: 'Check in the patient, on the day of the visit; also one who comes late',
    params: idParameters,
    body: Arrival,
    answers,
    problems: [stateForbidsCommand, notDueYet, ...arrivalProblems],
    handle: ({ params, body, command }) => arrive(db, neighbours, command, { ...params, ...body }),
  }),
  ...checkOuts.map(({ id, command: name, summary }) =>
    route({
      id,
      method: 'post',
      path: `/appointments/:id/${name}`,
      summary,
      params: idParameters,
      answers,
      problems: [stateForbidsCommand, notDueYet],
      handle: ({ params, command }) => command.store((tx) => checkOut(tx, params.id, name)),
    }),
  ),
  route({
    id: 'reopen',
    method: 'post',
    path: '/appointments/:id/reopen',
    summary: 'Take back a wrong click: arrived, missed or cancelled becomes booked, fulfilled becomes arrived',
    params: idParameters,
    body: Reopening,
    answers,
    problems: [stateForbidsCommand, ...bookingProblems],
    handle: ({ params, body, command }) => reopenAppointment(db, neighbours, command, { ...params, ...body }),
  }),
];
