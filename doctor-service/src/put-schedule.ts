import type { Database } from '@hms/service-kit/database';
import { ok, type StoredRecord } from '@hms/service-kit/response';
import { requireVersion } from '@hms/service-kit/merge-patch';
import { versionMismatch } from '@hms/service-kit/problem';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { withAffected, type DoctorDeps } from './affected-appointments';
import { validityOverlap } from './problems';
import { ChangedSchedules, NewSchedule } from './schedule-schemas';
import { deleteSchedule, findOthersInTheWay, getSchedules, insertSchedule, takeVersion } from './schedule-store';

/** Replaces the schedule with the same first day, or adds one. */
export function putSchedule({ db, visits }: DoctorDeps): Operation {
  return operation({
    id: 'putSchedule',
    access: access.putSchedule,
    method: 'put',
    path: '/doctors/:id/schedule',
    summary: 'Set the weekly hours of a doctor',
    description:
      'Replaces the schedule with the same validFrom, or adds one. Schedules that are valid on the same days are refused. The response counts the visits that now lie outside the hours; none is moved or cancelled. A repeat changes nothing more.',
    params: idParameters,
    body: NewSchedule,
    responses: { 200: { description: 'All schedules of the doctor', schema: ChangedSchedules } },
    problems: [validityOverlap, versionMismatch],
    handle: async ({ params: { id }, body, ifMatch }) =>
      withAffected(visits, id, ok(await put(db, { doctorId: id, ifMatch }, body))),
  });
}

interface Change {
  doctorId: string;
  ifMatch: string | undefined;
}

function put(db: Database, { doctorId, ifMatch }: Change, schedule: NewSchedule): Promise<StoredRecord> {
  return db.transaction(async (tx) => {
    requireVersion(ifMatch, await takeVersion(tx, doctorId));
    const inTheWay = await findOthersInTheWay(tx, doctorId, schedule);
    if (inTheWay.length > 0) throw validityOverlap(inTheWay);
    await deleteSchedule(tx, doctorId, schedule.validFrom);
    await insertSchedule(tx, doctorId, schedule);
    return getSchedules(tx, doctorId);
  });
}
