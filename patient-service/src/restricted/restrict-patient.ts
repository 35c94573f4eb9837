import type { Database } from '@hms/service-kit/database';
import { requireVersion } from '@hms/service-kit/merge-patch';
import { whoAsks } from '@hms/service-kit/request-context';
import type { StoredRecord } from '@hms/service-kit/response';
import type { z } from 'zod';
import { patients } from '../patient-store';
import { restrictions } from './restriction-store';
import type { NewRestriction } from './schemas';

/**
 * Says whether the patient's record is restricted, and for whom it is not. Replaces what was said before. That nobody puts
 * themselves into a care team, the database decides.
 */
export function restrictPatient(
  db: Database,
  id: string,
  { restricted, careTeam, reason }: z.output<typeof NewRestriction>,
  ifMatch: string | undefined,
): Promise<StoredRecord> {
  const { issuer, subject, doctorId } = whoAsks();
  const setBy = { issuer, subject, doctorId: doctorId ?? null };
  const columns = { restricted, care_team: JSON.stringify(careTeam), reason, set_by: JSON.stringify(setBy) };
  return db.transaction(async (tx) => {
    // two who restrict the same patient for the first time wait for each other here
    await patients.lock(tx, id);
    const [before] = await tx.query<{ version: number }>('select version from restrictions where id = $1', [id]);
    // also where another has said nothing yet, whatever the caller has read
    requireVersion(ifMatch, before?.version ?? 0);
    if (!before) return restrictions.insert(tx, { id, ...columns });
    return restrictions.update(tx, id, columns);
  });
}
