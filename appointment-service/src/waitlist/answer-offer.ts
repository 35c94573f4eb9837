import { ok, type RecordAnswer } from '@hms/service-kit/answer';
import { endJob, type Job } from '@hms/service-kit/jobs';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { notFound, stateForbidsCommand } from '@hms/service-kit/problem';
import { removeAppointment } from '../appointment-store';
import { freeTime } from './freed-times';
import { endOffer, entries, findEntry, findOpenOffer, lockEntry, lockOpenOffer, type Offer } from './waitlist-store';

export const expiryJob = 'expire-offer';

/** Locks the offer that is open. Throws a 409 problem where there is none, or the time is held no longer. */
export const requireOffer = async (tx: Transaction, entryId: string, command: string): Promise<Offer> => {
  const offer = await lockOpenOffer(tx, entryId);
  if (offer && offer.expires > Date.now()) return offer;
  const status = (await findEntry(tx, entryId))?.status;
  if (!status) throw notFound('waiting-list entry', entryId);
  const state = offer ? 'offered a time that is held no longer' : status;
  throw stateForbidsCommand('entry', state, command, status === 'accepted' || status === 'cancelled' ? [] : ['cancel']);
};

/** The time goes to the next who waits; this patient goes on waiting, for other times. */
const letGo = async (tx: Transaction, offer: Offer, outcome: 'declined' | 'expired'): Promise<void> => {
  await removeAppointment(tx, offer.appointmentId);
  await endOffer(tx, offer.id, outcome);
  await endJob(tx, expiryJob, offer.id);
  await freeTime(tx, { ...offer, overbooked: false, as: 'ahead' });
};

export const declineOffer = async (tx: Transaction, entryId: string): Promise<RecordAnswer> => {
  await letGo(tx, await requireOffer(tx, entryId, 'decline'), 'declined');
  return ok(await entries.update(tx, entryId, { status: 'waiting' }));
};

/**
 * Ends a wait; what was on offer goes to the next.
 * @param because why the system ends it; null where somebody has asked for it
 */
export const endWait = async (tx: Transaction, entryId: string, because: string | null): Promise<RecordAnswer> => {
  const entry = await lockEntry(tx, entryId);
  if (!entry) throw notFound('waiting-list entry', entryId);
  if (entry.status === 'accepted' || entry.status === 'cancelled') {
    throw stateForbidsCommand('entry', entry.status, 'cancel', []);
  }
  const offer = await lockOpenOffer(tx, entryId);
  const ended = await entries.update(tx, entryId, { status: 'cancelled', ended_because: because });
  if (offer) await letGo(tx, offer, 'declined');
  return ok(ended);
};

export const leaveWaitlist = (tx: Transaction, entryId: string) => endWait(tx, entryId, null);

/** The job that passes an unanswered offer on. */
export const expiringOffers = (db: Database): Job => ({
  name: expiryJob,
  attempt: async (id) => {
    const open = await findOpenOffer(db, id);
    if (open && open.expires > Date.now()) return { waiting: 'the time is still held' };
    await db.transaction(async (tx) => {
      const offer = open && (await lockOpenOffer(tx, open.entryId));
      if (offer?.id === id) {
        await entries.update(tx, offer.entryId, { status: 'waiting' });
        await letGo(tx, offer, 'expired');
      }
      await endJob(tx, expiryJob, id);
    });
    return 'done';
  },
});
