import type { StoredRecord } from '@hms/service-kit/response';
import { requireVersion } from '@hms/service-kit/merge-patch';
import type { Database } from '@hms/service-kit/database';
import { scheduleUnknown, validityOverlap } from './problems';
import type { NewSchedule } from './schedule-schemas';
import { deleteSchedule, findOthersInTheWay, getSchedules, insertSchedule, takeVersion } from './schedule-store';

interface Change {
  doctorId: string;
  ifMatch: string | undefined;
}

/** Replaces the schedule with the same first day, or adds one. */
export const putSchedule = (
  db: Database,
  { doctorId, ifMatch }: Change,
  schedule: NewSchedule,
): Promise<StoredRecord> =>
  db.transaction(async (tx) => {
    requireVersion(ifMatch, await takeVersion(tx, doctorId));
    const inTheWay = await findOthersInTheWay(tx, doctorId, schedule);
    if (inTheWay.length > 0) throw validityOverlap(inTheWay);
    await deleteSchedule(tx, doctorId, schedule.validFrom);
    await insertSchedule(tx, doctorId, schedule);
    return getSchedules(tx, doctorId);
  });

export const removeSchedule = (
  db: Database,
  { doctorId, ifMatch }: Change,
  validFrom: string | null,
): Promise<StoredRecord> =>
  db.transaction(async (tx) => {
    requireVersion(ifMatch, await takeVersion(tx, doctorId));
    if (!(await deleteSchedule(tx, doctorId, validFrom))) throw scheduleUnknown(validFrom);
    return getSchedules(tx, doctorId);
  });
