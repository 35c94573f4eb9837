import { needsAnotherPerson, whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { defineProblem } from '@hms/service-kit/problem';
import { ok, type StoredRecord } from '@hms/service-kit/response';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { brokenGlass } from './restriction-store';
import { BrokenGlass, Review } from './schemas';

const reviewedAlready = defineProblem(
  { type: 'reviewed-already', status: 409, title: 'This was reviewed already' },
  () => ({ detail: 'A review stays as it is. GET /break-glass/:id shows it.' }),
);

/** Notes what the auditor found. That it is another person, the database decides. */
export const reviewBrokenGlass = operation({
  id: 'reviewBrokenGlass',
  access: access.reviewBrokenGlass,
  patient: ofRecord(brokenGlass),
  despiteRestriction: true,
  method: 'post',
  path: '/break-glass/:id/review',
  summary: 'Review who has broken the glass',
  description: 'Notes what the auditor found, once. Who broke the glass cannot review it.',
  params: idParameters,
  body: Review,
  responses: { 200: { description: 'Reviewed', schema: BrokenGlass } },
  problems: [reviewedAlready, needsAnotherPerson],
  handle: ({ params, body, command }) => command.store(async (tx) => ok(await review(tx, params.id, body))),
});

async function review(tx: Transaction, id: string, { finding, note }: Review): Promise<StoredRecord> {
  const { json } = await brokenGlass.lock(tx, id);
  if ((JSON.parse(json) as { reviewed: boolean }).reviewed) throw reviewedAlready();
  return brokenGlass.update(tx, id, {
    reviewed_by: JSON.stringify(whoSigns()),
    reviewed_at: new Date().toISOString(),
    finding,
    note,
  });
}
