import { whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { defineProblem } from '@hms/service-kit/problem';
import { whoAsks } from '@hms/service-kit/request-context';
import type { StoredRecord } from '@hms/service-kit/response';
import type { z } from 'zod';
import { patients } from '../patient-store';
import { brokenGlass } from './restriction-store';
import type { NewBreakGlass, Review } from './schemas';

export const notRestricted = defineProblem(
  { type: 'not-restricted', status: 409, title: "The patient's record is not restricted" },
  () => ({ detail: 'Your role alone decides what you see of this patient; there is no glass to break.' }),
);

export const reviewedAlready = defineProblem(
  { type: 'reviewed-already', status: 409, title: 'This was reviewed already' },
  () => ({ detail: 'A review stays as it is. GET /break-glass/:id shows it.' }),
);

const opensForMs = 4 * 3_600_000;
/** One that is open for so long still is not broken again. */
const lastsMs = 3_600_000;

/** Lets who asks see the restricted patient for four hours, or as long as it is open already. It is shown to the auditor. */
export async function breakGlass(
  tx: Transaction,
  patientId: string,
  { reason }: z.output<typeof NewBreakGlass>,
): Promise<StoredRecord> {
  // two at once by one person wait for each other here
  await patients.lock(tx, patientId);
  const [row] = await tx.query<{ restricted: boolean }>('select restricted from restrictions where id = $1', [
    patientId,
  ]);
  if (!row?.restricted) throw notRestricted();
  const { issuer, subject } = whoAsks();
  const [open] = await tx.query<{ id: string }>(
    `select id from broken_glass
     where patient_id = $1 and broken_by ->> 'issuer' = $2 and broken_by ->> 'subject' = $3
       and open_until > now() + $4::integer * interval '1 millisecond'
     order by id desc limit 1`,
    [patientId, issuer, subject, lastsMs],
  );
  if (open) return brokenGlass.get(tx, open.id);
  return brokenGlass.insert(tx, {
    patient_id: patientId,
    broken_by: JSON.stringify(whoSigns()),
    reason,
    open_until: new Date(Date.now() + opensForMs).toISOString(),
  });
}

/** Notes what the auditor found. That it is another person, the database decides. */
export async function reviewGlass(
  tx: Transaction,
  id: string,
  { finding, note }: z.output<typeof Review>,
): Promise<StoredRecord> {
  const { json } = await brokenGlass.lock(tx, id);
  if ((JSON.parse(json) as { reviewed: boolean }).reviewed) throw reviewedAlready();
  return brokenGlass.update(tx, id, {
    reviewed_by: JSON.stringify(whoSigns()),
    reviewed_at: new Date().toISOString(),
    finding,
    note,
  });
}
