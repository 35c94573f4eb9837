import { endJob, type Job } from '@hms/service-kit/jobs';
import type { Database, Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { removeAppointment } from '../appointment-store';
import { entryForbids, entryStateAfter, type EntryState } from './entry';
import { freeTime } from './freed-times';
import { endOffer, entries, findEntry, findOpenOffer, lockOpenOffer, type Offer } from './waitlist-store';

export const expiryJob = 'expire-offer';

/** Locks the offer that is open. Throws a 409 problem if there is none, or if its time is no longer held. */
export const requireOffer = async (
  tx: Transaction,
  entryId: string,
  command: 'accept' | 'decline',
): Promise<{ offer: Offer; next: EntryState }> => {
  const offer = await lockOpenOffer(tx, entryId);
  if (offer && offer.expires > Date.now()) {
    return { offer, next: entryStateAfter(command, { status: 'offered', isHeld: true }) };
  }
  const status = (await findEntry(tx, entryId))?.status;
  if (!status) throw notFound('waiting-list entry', entryId);
  throw entryForbids(command, { status, isHeld: false });
};

/** The time goes to the next who waits; this patient goes on waiting, for other times. */
export const letGo = async (tx: Transaction, offer: Offer, outcome: 'declined' | 'expired'): Promise<void> => {
  await removeAppointment(tx, offer.appointmentId);
  await endOffer(tx, offer.id, outcome);
  endJob(tx, expiryJob, offer.id);
  await freeTime(tx, { ...offer, overbooked: false, as: 'ahead' });
};

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
      endJob(tx, expiryJob, id);
    });
    return 'done';
  },
});
