import { needsAnotherPerson, whoSigns } from '@hms/service-kit/approval';
import type { Database, Transaction } from '@hms/service-kit/database';
import { requireVersion } from '@hms/service-kit/merge-patch';
import { operation, type Operation } from '@hms/service-kit/operation';
import { defineProblem, versionMismatch } from '@hms/service-kit/problem';
import { whoAsks } from '@hms/service-kit/request-context';
import { ok, type StoredRecord } from '@hms/service-kit/response';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { patients } from '../patient-store';
import { brokenGlass, restrictions } from './restriction-store';
import { NewRestriction, Restriction } from './schemas';

const liftedWithoutReason = defineProblem(
  { type: 'lifted-without-reason', status: 422, title: 'A restriction is lifted for a reason' },
  () => ({ detail: 'Say in `reason` why everybody may see the record again; the auditor reviews it.' }),
);

/**
 * Says whether the patient's record is restricted, and for whom it is not. Replaces what was said before. That nobody puts
 * themselves into a care team, the database decides. Who lifts a restriction is shown to the auditor.
 */
export function restrictPatient(db: Database): Operation {
  return operation({
    id: 'restrictPatient',
    access: access.restrictPatient,
    patient: { in: 'path', name: 'id' },
    despiteRestriction: true,
    method: 'put',
    path: '/patients/:id/restriction',
    summary: 'Say who may see a patient',
    description:
      'Restricts the record to its care team, or ends that. Takes the place of what was said before, with the whole care team; nobody puts themselves into it. Other services follow within two seconds.',
    params: idParameters,
    body: NewRestriction,
    responses: { 200: { description: 'The restriction', schema: Restriction } },
    problems: [needsAnotherPerson, versionMismatch, liftedWithoutReason],
    handle: async ({ params, body, ifMatch }) => ok(await restrict(db, params.id, body, ifMatch)),
  });
}

function restrict(
  db: Database,
  id: string,
  { restricted, careTeam, reason }: NewRestriction,
  ifMatch: string | undefined,
): Promise<StoredRecord> {
  const { issuer, subject, doctorId } = whoAsks();
  const setBy = { issuer, subject, doctorId: doctorId ?? null };
  const columns = { restricted, care_team: JSON.stringify(careTeam), reason, set_by: JSON.stringify(setBy) };
  return db.transaction(async (tx) => {
    // two who restrict the same patient for the first time wait for each other here
    await patients.lock(tx, id);
    const [before] = await tx.query<{ version: number; restricted: boolean }>(
      'select version, restricted from restrictions where id = $1',
      [id],
    );
    // also where another has said nothing yet, whatever the caller has read
    requireVersion(ifMatch, before?.version ?? 0);
    if (!before) return restrictions.insert(tx, { id, ...columns });
    if (before.restricted && !restricted) await tellAuditor(tx, id, reason);
    return restrictions.update(tx, id, columns);
  });
}

/** Else whoever may restrict a record could lift that, read it and restrict it again, and nobody would review it. */
async function tellAuditor(tx: Transaction, patientId: string, reason: string | null): Promise<void> {
  if (reason === null) throw liftedWithoutReason();
  await brokenGlass.insert(tx, {
    patient_id: patientId,
    broken_by: JSON.stringify(whoSigns()),
    reason,
    lifts: true,
    // it opens nothing, should the record be restricted again
    open_until: new Date().toISOString(),
  });
}
