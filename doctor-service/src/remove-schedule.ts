import type { Database } from '@hms/service-kit/database';
import { ok, type StoredRecord } from '@hms/service-kit/response';
import { requireVersion } from '@hms/service-kit/merge-patch';
import { versionMismatch } from '@hms/service-kit/problem';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { withAffected, type DoctorDeps } from './affected-appointments';
import { scheduleUnknown } from './problems';
import { ChangedSchedules, ValidityQuery } from './schedule-schemas';
import { deleteSchedule, getSchedules, takeVersion } from './schedule-store';

/** Removes the schedule with this first day, or the one without a beginning. */
export function removeSchedule({ db, visits }: DoctorDeps): Operation {
  return operation({
    id: 'removeSchedule',
    access: access.removeSchedule,
    method: 'delete',
    path: '/doctors/:id/schedule',
    summary: 'Remove a schedule',
    description:
      'Removes the schedule with this validFrom, or the one without a beginning. The response counts the visits that now lie outside the hours; none is moved or cancelled. A repeat is answered 404.',
    params: idParameters,
    query: ValidityQuery,
    responses: { 200: { description: 'Removed; what is left', schema: ChangedSchedules } },
    problems: [scheduleUnknown, versionMismatch],
    handle: async ({ params: { id }, query, ifMatch }) =>
      withAffected(visits, id, ok(await remove(db, { doctorId: id, ifMatch }, query.validFrom ?? null))),
  });
}

interface Change {
  doctorId: string;
  ifMatch: string | undefined;
}

function remove(db: Database, { doctorId, ifMatch }: Change, validFrom: string | null): Promise<StoredRecord> {
  return db.transaction(async (tx) => {
    requireVersion(ifMatch, await takeVersion(tx, doctorId));
    if (!(await deleteSchedule(tx, doctorId, validFrom))) throw scheduleUnknown(validFrom);
    return getSchedules(tx, doctorId);
  });
}
