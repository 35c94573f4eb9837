import type { StoredRecord } from '@hms/service-kit/response';
import type { Database } from '@hms/service-kit/database';
import { patchRecord } from '@hms/service-kit/records';
import { columnsOf, doctors, isInAnotherZone } from './doctor-store';
import type { newDoctor } from './schemas';
import { moveLeave } from './time-off-store';

interface Change {
  params: { id: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}

export interface ChangedRecord {
  record: StoredRecord;
  /** Whether visits that are booked may lie outside the hours now. */
  affectsHours: boolean;
}

/**
 * A PATCH. The weekly hours are those on the wall's clock, and so are leaves by whole days: in another time zone they are
 * other instants. A leave that was given by instants stays where it is.
 */
export async function changeDoctor(
  db: Database,
  NewDoctor: ReturnType<typeof newDoctor>,
  request: Change,
): Promise<ChangedRecord> {
  const zone = { changed: false };
  const record = await patchRecord(db, doctors, request, NewDoctor, async (tx, id, changed) => {
    zone.changed = await isInAnotherZone(tx, id, changed.timeZone);
    const saved = await doctors.update(tx, id, columnsOf(changed));
    if (zone.changed) await moveLeave(tx, id, changed.timeZone);
    return saved;
  });
  return { record, affectsHours: zone.changed || request.body['active'] === false };
}
