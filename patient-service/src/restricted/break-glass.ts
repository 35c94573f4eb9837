import { whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { operation } from '@hms/service-kit/operation';
import { defineProblem } from '@hms/service-kit/problem';
import { whoAsks } from '@hms/service-kit/request-context';
import { created, type StoredRecord } from '@hms/service-kit/response';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { patients } from '../patient-store';
import { brokenGlass } from './restriction-store';
import { BrokenGlass, NewBreakGlass } from './schemas';

const notRestricted = defineProblem(
  { type: 'not-restricted', status: 409, title: "The patient's record is not restricted" },
  () => ({ detail: 'Your role alone decides what you see of this patient; there is no glass to break.' }),
);

/** Lets who asks see the restricted patient for four hours, or as long as it is open already. It is shown to the auditor. */
export const breakGlass = operation({
  id: 'breakGlass',
  access: access.breakGlass,
  patient: { in: 'path', name: 'id' },
  despiteRestriction: true,
  method: 'post',
  path: '/patients/:id/break-glass',
  summary: 'Break the glass',
  description:
    'Lets you see a restricted record for four hours, in all services. The reason stands in the audit beside all that you then do, and the auditor reviews it.',
  params: idParameters,
  body: NewBreakGlass,
  responses: { 201: { description: 'You see the record now', schema: BrokenGlass } },
  problems: [notRestricted],
  handle: ({ params, body, command }) =>
    command.store(async (tx) => created('/break-glass', await open(tx, params.id, body))),
});

const opensForMs = 4 * 3_600_000;
/** One that is open for so long still is not broken again. */
const lastsMs = 3_600_000;

async function open(tx: Transaction, patientId: string, { reason }: NewBreakGlass): Promise<StoredRecord> {
  // two at once by one person wait for each other here
  await patients.lock(tx, patientId);
  const [row] = await tx.query<{ restricted: boolean }>('select restricted from restrictions where id = $1', [
    patientId,
  ]);
  if (!row?.restricted) throw notRestricted();
  const { issuer, subject } = whoAsks();
  const [openNow] = await tx.query<{ id: string }>(
    `select id from broken_glass
     where patient_id = $1 and broken_by ->> 'issuer' = $2 and broken_by ->> 'subject' = $3
       and open_until > now() + $4::integer * interval '1 millisecond'
     order by id desc limit 1`,
    [patientId, issuer, subject, lastsMs],
  );
  if (openNow) return brokenGlass.get(tx, openNow.id);
  return brokenGlass.insert(tx, {
    patient_id: patientId,
    broken_by: JSON.stringify(whoSigns()),
    reason,
    open_until: new Date(Date.now() + opensForMs).toISOString(),
  });
}
