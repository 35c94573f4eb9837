import type { Database } from '@hms/service-kit/database';
import { noContent } from '@hms/service-kit/response';
import { operation, type Operation } from '@hms/service-kit/operation';
import { access } from './access';
import { timeOffParameters } from './time-off-schemas';
import { deleteTimeOff } from './time-off-store';

/** Removes a time off; the doctor can be booked again then. */
export function removeTimeOff(db: Database): Operation {
  return operation({
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
      await deleteTimeOff(db, id, timeOffId);
      return noContent;
    },
  });
}
