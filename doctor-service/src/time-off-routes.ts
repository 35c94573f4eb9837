import { created, noContent, ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { storeAffecting, type DoctorDeps } from './affected-appointments';
import { doctors } from './doctor-store';
import { AddedTimeOff, NewTimeOff, TimeOff, TimeOffQuery, timeOffParameters } from './time-off-schemas';
import { deleteTimeOff, getTimeOff, insertTimeOff, timeOffList, timesOff } from './time-off-store';

export const timeOffRoutes = (deps: DoctorDeps): Operation[] => [
  operation({
    id: 'addTimeOff',
    access: access.addTimeOff,
    doctor: { in: 'path', name: 'id' },
    method: 'post',
    path: '/doctors/:id/time-off',
    summary: 'Add time off',
    description:
      'Records when a doctor is away, from one instant to another or by whole days. The response counts the visits that lie in it; none is moved or cancelled.',
    params: idParameters,
    body: NewTimeOff,
    responses: { 201: { description: 'Added', schema: AddedTimeOff } },
    handle: ({ params: { id }, body, command }) =>
      storeAffecting(deps, { command, doctorId: id }, async (tx) =>
        created(`/doctors/${id}/time-off`, await insertTimeOff(tx, id, body)),
      ),
  }),
  operation({
    id: 'listTimeOff',
    access: access.listTimeOff,
    method: 'get',
    path: '/doctors/:id/time-off',
    summary: 'List the time off of a doctor',
    description: 'Lists when a doctor is away, in order of time.',
    params: idParameters,
    query: TimeOffQuery,
    responses: { 200: { description: 'A page of times off', schema: pageOf(TimeOff) } },
    handle: async ({ params, query, url }) => {
      await doctors.get(deps.db, params.id);
      return page(await listPage(deps.db, timeOffList, { ...query, doctorId: params.id }), url);
    },
  }),
  operation({
    id: 'getTimeOff',
    access: access.getTimeOff,
    shows: timesOff,
    method: 'get',
    path: '/doctors/:id/time-off/:timeOffId',
    summary: 'Read a time off',
    description: 'Returns one time off.',
    params: timeOffParameters,
    responses: { 200: { description: 'The time off', schema: TimeOff } },
    handle: async ({ params: { id, timeOffId } }) => ok(await getTimeOff(deps.db, id, timeOffId)),
  }),
  operation({
    id: 'removeTimeOff',
    access: access.removeTimeOff,
    doctor: { in: 'path', name: 'id' },
    method: 'delete',
    path: '/doctors/:id/time-off/:timeOffId',
    summary: 'Remove a time off',
    description: 'Removes a time off; the doctor can be booked again then. A repeat is answered 404.',
    params: timeOffParameters,
    responses: { 204: { description: 'Removed' } },
    handle: async ({ params: { id, timeOffId } }) => {
      await deleteTimeOff(deps.db, id, timeOffId);
      return noContent;
    },
  }),
];
