import { ok, type RecordAnswer } from '@hms/service-kit/answer';
import { removeJob, type JobTask } from '@hms/service-kit/jobs';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { appointments, removeAppointment } from '../appointment-store';
import { freeTime } from './freed-times';
import { endOffer, entries, findOpenOffer, lockOpenOffer, type Offer } from './waitlist-store';

export const expiryJob = 'expire-offer';

const requireOffer = async (tx: Transaction, entryId: string, command: string): Promise<Offer> => {
  const offer = await lockOpenOffer(tx, entryId);
  if (offer && offer.expires > Date.now()) return offer;
  const { status } = JSON.parse((await entries.get(tx, entryId)).json) as { status: string };
  const state = offer ? 'offered a time that is held no longer' : status;
  throw stateForbidsCommand('entry', state, command, status === 'waiting' || offer ? ['cancel'] : []);
};

/** The held time becomes the patient's. */
export const acceptOffer = async (tx: Transaction, entryId: string): Promise<RecordAnswer> => {
  const offer = await requireOffer(tx, entryId, 'accept');
  await appointments.update(tx, offer.appointmentId, { status: 'booked', offered_to: null, held_until: null });
  await endOffer(tx, offer.id, 'accepted');
  await removeJob(tx, expiryJob, offer.id);
  return ok(await entries.update(tx, entryId, { status: 'accepted' }));
};

/** The time goes to the next who waits; this patient goes on waiting, for other times. */
const letGo = async (tx: Transaction, offer: Offer, outcome: 'declined' | 'expired'): Promise<void> => {
  await removeAppointment(tx, offer.appointmentId);
  await endOffer(tx, offer.id, outcome);
  await removeJob(tx, expiryJob, offer.id);
  await freeTime(tx, { ...offer, overbooked: false });
};

export const declineOffer = async (tx: Transaction, entryId: string): Promise<RecordAnswer> => {
  await letGo(tx, await requireOffer(tx, entryId, 'decline'), 'declined');
  return ok(await entries.update(tx, entryId, { status: 'waiting' }));
};

/** The patient waits no longer; what was on offer goes to the next. */
export const leaveWaitlist = async (tx: Transaction, entryId: string): Promise<RecordAnswer> => {
  const offer = await lockOpenOffer(tx, entryId);
  const { status } = JSON.parse((await entries.get(tx, entryId)).json) as { status: string };
  if (!['waiting', 'offered'].includes(status)) throw stateForbidsCommand('entry', status, 'cancel', []);
  const left = await entries.update(tx, entryId, { status: 'cancelled' });
  if (offer) await letGo(tx, offer, 'declined');
  return ok(left);
};

/** The job that passes an unanswered offer on. */
export const expiringOffers = (db: Database): JobTask => ({
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
      await removeJob(tx, expiryJob, id);
    });
    return 'settled';
  },
});
