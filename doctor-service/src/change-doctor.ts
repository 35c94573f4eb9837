import { ok, type StoredRecord } from '@hms/service-kit/response';
import type { Database } from '@hms/service-kit/database';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { operation, type Operation } from '@hms/service-kit/operation';
import { patchRecord } from '@hms/service-kit/records';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { withAffected, type DoctorDeps } from './affected-appointments';
import { columnsOf, doctors, isInAnotherZone } from './doctor-store';
import { licenseNumberTaken } from './problems';
import { ChangedDoctor, type newDoctor } from './schemas';
import { moveLeave } from './time-off-store';

/**
 * Changes a doctor. The weekly hours are those on the wall's clock, and so are leaves by whole days: in another time zone they are
 * other instants. A leave that was given by instants stays where it is.
 */
export function changeDoctor({ db, visits }: DoctorDeps, NewDoctor: ReturnType<typeof newDoctor>): Operation {
  return operation({
    id: 'changeDoctor',
    access: access.changeDoctor,
    method: 'patch',
    path: '/doctors/:id',
    summary: 'Change a doctor',
    description:
      'Changes parts of a doctor. Another time zone, or an end of active, may leave visits outside the hours of the doctor: the response counts them, and none is moved or cancelled.',
    params: idParameters,
    body: mergePatchOf(NewDoctor),
    responses: { 200: { description: 'The changed doctor', schema: ChangedDoctor } },
    problems: [licenseNumberTaken],
    handle: async (request) => {
      const { record, affectsHours } = await change(db, NewDoctor, request);
      return affectsHours ? withAffected(visits, record.id, ok(record)) : ok(record);
    },
  });
}

interface Change {
  params: { id: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}

interface ChangedRecord {
  record: StoredRecord;
  /** Whether visits that are booked may lie outside the hours now. */
  affectsHours: boolean;
}

async function change(db: Database, NewDoctor: ReturnType<typeof newDoctor>, request: Change): Promise<ChangedRecord> {
  const zone = { changed: false };
  const record = await patchRecord(db, doctors, request, NewDoctor, async (tx, id, changed) => {
    zone.changed = await isInAnotherZone(tx, id, changed.timeZone);
    const saved = await doctors.update(tx, id, columnsOf(changed));
    if (zone.changed) await moveLeave(tx, id, changed.timeZone);
    return saved;
  });
  return { record, affectsHours: zone.changed || request.body['active'] === false };
}
