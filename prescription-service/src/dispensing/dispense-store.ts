import { whoAsks } from '@hms/service-kit/request-context';
import type { StoredRecord } from '@hms/service-kit/response';
import type { ListPlan } from '@hms/service-kit/paging';
import type { Queryable, Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import { settledState } from '../prescription';
import { getLockedOrder, prescriptions, type Order } from '../prescription-store';
import type { Safety } from '../safety/findings';
import { follow, type HandedOut } from '../supply/handed-out';
import { supplyOf } from '../supply/supply';
import type { NewDispense, NewReturn } from './schemas';

export const dispenses = recordsOf('dispense', 'dispenses');
const returns = recordsOf('return', 'dispense_returns');

export const dispenseList: ListPlan = {
  from: 'dispenses_view v join dispenses d on d.id = v.id',
  key: [{ column: 'd.id', type: 'uuid' }],
  direction: 'desc',
  filters: { patientId: 'd.patient_id = ?::uuid', prescriptionId: 'd.prescription_id = ?::uuid' },
};

export const returnList: ListPlan = {
  from: 'dispense_returns_view v join dispense_returns r on r.id = v.id',
  key: [{ column: 'r.id', type: 'uuid' }],
  direction: 'desc',
  filters: { dispenseId: 'r.dispense_id = ?::uuid' },
};

export const insertDispense = (
  tx: Transaction,
  prescriptionId: string,
  { quantity, earlyReason }: NewDispense,
  safety: Safety,
) => {
  const { name, subject } = whoAsks();
  return dispenses.insert(tx, {
    ...{ prescription_id: prescriptionId, quantity, early_reason: earlyReason, safety },
    ...{ dispensed_by: name ?? subject, dispensed_by_subject: subject },
  });
};

/** Throws a 404 problem where the prescription has no such dispense. */
export const getDispenseOf = async (db: Queryable, prescriptionId: string, id: string): Promise<StoredRecord> => {
  const [row] = await db.query('select from dispenses where id = $1 and prescription_id = $2', [id, prescriptionId]);
  if (!row) throw notFound('dispense of this prescription', id);
  return dispenses.get(db, id);
};

/** Takes back all that is left of the dispense where no quantity is given. */
export const insertReturn = async (
  tx: Transaction,
  prescriptionId: string,
  dispense: StoredRecord,
  { quantity, cause, reason }: NewReturn,
): Promise<StoredRecord> => {
  const { name, subject } = whoAsks();
  return returns.insert(tx, {
    ...{ dispense_id: dispense.id, prescription_id: prescriptionId, cause, reason, quantity },
    ...{ returned_to: name ?? subject, returned_to_subject: subject },
  });
};

/** What was handed out and has not come back, in order of time. */
const listHandedOut = (tx: Transaction, prescriptionId: string): Promise<HandedOut[]> =>
  tx.query<HandedOut>(
    `select floor(extract(epoch from d.created_at) * 1000)::float8 as at,
       (d.quantity - coalesce((select sum(r.quantity) from dispense_returns r where r.dispense_id = d.id), 0))::float8 as quantity
     from dispenses d where d.prescription_id = $1 order by d.created_at, d.id`,
    [prescriptionId],
  );

/**
 * After something went out or came back: the state of the order, when the next fill is due, and what the patient has.
 * @param reopens whether one of which all was dispensed may be dispensed again
 */
export const settleHandedOut = async (
  tx: Transaction,
  order: Order & { quantity: number },
  { reopens }: { reopens: boolean },
): Promise<void> => {
  const standing = follow(await listHandedOut(tx, order.id), order.quantity, supplyOf(order));
  const { status, dispensedAll } = await getLockedOrder(tx, order.id);
  const instant = (at: number | null) => (at === null ? null : new Date(at));
  await prescriptions.update(tx, order.id, {
    status: status === 'completed' && !reopens ? status : settledState(status, dispensedAll),
    fill_opened_at: instant(standing.fillOpenedAt),
    last_dispensed_at: instant(standing.lastAt),
    taken_until: instant(standing.takenUntil),
    next_refill_at: instant(standing.nextRefillAt),
  });
};
