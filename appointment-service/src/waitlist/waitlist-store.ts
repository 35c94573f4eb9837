import type { ListPlan } from '@hms/service-kit/paging';
import type { Queryable, Transaction } from '@hms/service-kit/database';
import { recordsOf } from '@hms/service-kit/records';
import type { Interval } from '../free-time';
import type { EntryState } from './entry';
import { alreadyWaiting } from './problems';
import type { NewWaitlistEntry } from './schemas';

export const entries = recordsOf('waiting-list entry', 'waitlist_entries');

export const waitlist: ListPlan = {
  from: 'waitlist_entries_view v join waitlist_entries e on e.id = v.id',
  key: [{ column: 'e.id', type: 'uuid' }],
  direction: 'asc',
  filters: {
    patientId: 'e.patient_id = ?::uuid',
    doctorId: 'e.doctor_id = ?::uuid',
    specialty: 'fold_text(e.specialty) = fold_text(?)',
    status: 'e.status = ?',
  },
};

const columnsOf = (entry: NewWaitlistEntry) => ({
  patient_id: entry.patientId,
  doctor_id: entry.doctorId,
  specialty: entry.specialty,
  earliest_at: entry.earliest,
  latest_at: entry.latest,
  duration_minutes: entry.durationMinutes,
  reason: entry.reason,
});

/** Stored before it is known whether this patient may wait for this doctor. */
export const insertPending = (tx: Transaction, entry: NewWaitlistEntry) =>
  entries.insert(tx, { ...columnsOf(entry), status: 'pending' });

export const removeEntry = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('delete from waitlist_entries where id = $1', [id]);
};

export interface Entry {
  id: string;
  status: EntryState;
  patientId: string;
  doctorId: string | null;
  /** Milliseconds since 1970. */
  earliest: number;
  latest: number;
  minutes: number;
}

const selectEntry = `
  select id, status, patient_id as "patientId", doctor_id as "doctorId", duration_minutes as minutes,
    extract(epoch from earliest_at)::float8 * 1000 as earliest, extract(epoch from latest_at)::float8 * 1000 as latest
  from waitlist_entries`;

export const findEntry = async (db: Queryable, id: string): Promise<Entry | undefined> =>
  (await db.query<Entry>(`${selectEntry} where id = $1`, [id]))[0];

export const lockEntry = async (tx: Transaction, id: string): Promise<Entry | undefined> =>
  (await tx.query<Entry>(`${selectEntry} where id = $1 for update`, [id]))[0];

/** Who waits for this doctor, or for any of the specialty, around this time: who has waited longest comes first. */
export const listWaiting = (
  db: Queryable,
  { doctorId, specialty }: { doctorId: string; specialty: string },
  { start, end }: Interval,
): Promise<Entry[]> =>
  db.query<Entry>(
    `${selectEntry}
     where status in ('pending', 'waiting') and earliest_at < $4 and latest_at > $3
       and (doctor_id = $1 or fold_text(specialty) = fold_text($2))
     order by id`,
    [doctorId, specialty, new Date(start), new Date(end)],
  );

/** The entries of a patient that wait, or are offered a time. */
export const listLive = async (db: Queryable, patientId: string): Promise<string[]> => {
  const rows = await db.query<{ id: string }>(
    `select id from waitlist_entries where patient_id = $1 and status in ('waiting', 'offered') order by id`,
    [patientId],
  );
  return rows.map(({ id }) => id);
};

/** The same refusal, with the entry in which the patient waits already. */
export const nameEarlier = async (db: Queryable, entry: NewWaitlistEntry) => {
  const { patientId, doctorId, specialty, earliest, latest } = entry;
  const [row] = await db.query<{ id: string }>(
    `select id from waitlist_entries
     where patient_id = $1 and status in ('pending', 'waiting', 'offered')
       and coalesce(doctor_id::text, fold_text(specialty)) = coalesce($2::uuid::text, fold_text($3))
       and tstzrange(earliest_at, latest_at) && tstzrange($4, $5)
     limit 1`,
    [patientId, doctorId, specialty, earliest, latest],
  );
  return alreadyWaiting(row?.id);
};

/** The starts with this doctor that the patient has let go before. */
export const listMissedStarts = async (db: Queryable, entryId: string, doctorId: string): Promise<number[]> => {
  const rows = await db.query<{ start: number }>(
    `select extract(epoch from start_at)::float8 * 1000 as start from waitlist_offers where entry_id = $1 and doctor_id = $2`,
    [entryId, doctorId],
  );
  return rows.map(({ start }) => start);
};

export interface Offer extends Interval {
  id: string;
  entryId: string;
  appointmentId: string;
  doctorId: string;
  patientId: string;
  expires: number;
}

const selectOffer = `
  select o.id, o.entry_id as "entryId", o.appointment_id as "appointmentId", o.doctor_id as "doctorId", e.patient_id as "patientId",
    extract(epoch from o.start_at)::float8 * 1000 as start, extract(epoch from o.end_at)::float8 * 1000 as end,
    extract(epoch from o.expires_at)::float8 * 1000 as expires
  from waitlist_offers o join waitlist_entries e on e.id = o.entry_id`;

export const findOpenOffer = async (db: Queryable, offerId: string): Promise<Offer | undefined> =>
  (await db.query<Offer>(`${selectOffer} where o.outcome = 'open' and o.id = $1`, [offerId]))[0];

/** The entry's open offer; nobody else answers or ends it until the transaction does. */
export const lockOpenOffer = async (tx: Transaction, entryId: string): Promise<Offer | undefined> => {
  await tx.query('select from waitlist_entries where id = $1 for update', [entryId]);
  return (await tx.query<Offer>(`${selectOffer} where o.outcome = 'open' and o.entry_id = $1`, [entryId]))[0];
};

/** The offer that the patient has accepted. */
export const findAcceptedOffer = async (db: Queryable, entryId: string): Promise<Offer | undefined> =>
  (
    await db.query<Offer>(
      `${selectOffer} where o.outcome = 'accepted' and o.entry_id = $1 order by o.id desc limit 1`,
      [entryId],
    )
  )[0];

export const endOffer = async (
  tx: Transaction,
  offerId: string,
  outcome: 'accepted' | 'declined' | 'expired' | 'refused',
): Promise<void> => {
  await tx.query('update waitlist_offers set outcome = $2, ended_at = now() where id = $1', [offerId, outcome]);
};
