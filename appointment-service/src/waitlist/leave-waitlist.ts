import { ofRecord } from '@hms/service-kit/narrow';
import { ok, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { operation } from '@hms/service-kit/operation';
import { notFound, stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { entryStateAfter } from './entry';
import { letGo } from './open-offer';
import { WaitlistEntry } from './schemas';
import { entries, lockEntry, lockOpenOffer } from './waitlist-store';

/** Ends the wait of a patient who asks for that. */
export const leaveWaitlist = operation({
  id: 'leaveWaitlist',
  access: access.leaveWaitlist,
  patient: ofRecord(entries),
  method: 'post',
  path: '/waitlist/:id/cancel',
  summary: 'Take a patient off the waiting list',
  description:
    'Ends the wait; a time on offer goes to the next patient. An entry that was accepted or cancelled is refused.',
  params: idParameters,
  responses: { 200: { description: 'The changed entry', schema: WaitlistEntry } },
  problems: [stateForbidsCommand],
  handle: ({ params, command }) => command.store((tx) => endWait(tx, params.id, null)),
});

/**
 * Ends a wait; what was on offer goes to the next.
 * @param because why the system ends it; null where somebody has asked for it
 */
export async function endWait(tx: Transaction, entryId: string, because: string | null): Promise<RecordResponse> {
  const entry = await lockEntry(tx, entryId);
  if (!entry) throw notFound('waiting-list entry', entryId);
  const offer = await lockOpenOffer(tx, entryId);
  const status = entryStateAfter('cancel', { status: entry.status, isHeld: offer !== undefined });
  const ended = await entries.update(tx, entryId, { status, ended_because: because });
  if (offer) await letGo(tx, offer, 'declined');
  return ok(ended);
}
