import { created } from '@hms/service-kit/response';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { storeAffecting, type DoctorDeps } from './affected-appointments';
import { AddedTimeOff, NewTimeOff } from './time-off-schemas';
import { insertTimeOff } from './time-off-store';

/** Records when a doctor is away; the visits that lie in it are counted, and stay. */
export function addTimeOff(deps: DoctorDeps): Operation {
  return operation({
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
  });
}
