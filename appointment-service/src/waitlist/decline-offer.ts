import { ofRecord } from '@hms/service-kit/narrow';
import { ok, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { letGo, requireOffer } from './open-offer';
import { WaitlistEntry } from './schemas';
import { entries } from './waitlist-store';

/** The time goes to the next who waits; this patient goes on waiting, for other times. */
export const declineOffer = operation({
  id: 'declineOffer',
  access: access.declineOffer,
  patient: ofRecord(entries),
  method: 'post',
  path: '/waitlist/:id/decline',
  summary: 'Decline an offered time',
  description:
    'Offers the time to the next patient; this one goes on waiting for other times. It is refused if nothing is on offer.',
  params: idParameters,
  responses: { 200: { description: 'The changed entry', schema: WaitlistEntry } },
  problems: [stateForbidsCommand],
  handle: ({ params, command }) => command.store((tx) => decline(tx, params.id)),
});

async function decline(tx: Transaction, entryId: string): Promise<RecordResponse> {
  const { offer, next } = await requireOffer(tx, entryId, 'decline');
  await letGo(tx, offer, 'declined');
  return ok(await entries.update(tx, entryId, { status: next }));
}
