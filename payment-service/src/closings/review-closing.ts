import { needsAnotherPerson, whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { ok, type RecordResponse } from '@hms/service-kit/response';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { closings, lockClosing } from './closing-store';
import { Closing, Review } from './schemas';

/** Notes that another person has seen the closing. That it is another, the database decides. */
export const reviewClosing = operation({
  id: 'reviewClosing',
  access: access.reviewClosing,
  method: 'post',
  path: '/closings/:id/review',
  summary: 'Note that a closing was seen',
  description:
    'Notes who has looked at a closing, and what they found. Who closed it is refused, whatever their role; what was counted stays as it is.',
  params: idParameters,
  body: Review,
  responses: { 200: { description: 'The closing, seen by another person', schema: Closing } },
  problems: [stateForbidsCommand, needsAnotherPerson],
  handle: ({ params, body, command }) => command.store((tx) => review(tx, params.id, body.note)),
});

async function review(tx: Transaction, id: string, note: string | null): Promise<RecordResponse> {
  const { isReviewed } = await lockClosing(tx, id);
  if (isReviewed) throw stateForbidsCommand('closing', 'reviewed', 'review', []);
  const seen = { reviewed_by: whoSigns(), review_note: note, reviewed_at: new Date() };
  return ok(await closings.update(tx, id, seen));
}
