import type { ListPlan } from '@hms/service-kit/paging';
import type { Queryable, Transaction } from '@hms/service-kit/postgres';
import { recordsOf } from '@hms/service-kit/records';
import type { Safety } from '../safety/judge';
import type { Allowance } from './problems';
import type { NewDispense } from './schemas';

export const dispenses = recordsOf('dispense', 'dispenses');

export const dispenseList: ListPlan = {
  from: 'dispenses_view v join dispenses d on d.id = v.id',
  key: [{ column: 'd.id', type: 'uuid' }],
  direction: 'desc',
  filters: { prescriptionId: 'd.prescription_id = ?::uuid' },
};

export const insertDispense = (
  tx: Transaction,
  prescriptionId: string,
  { quantity, by }: NewDispense,
  safety: Safety,
) => dispenses.insert(tx, { prescription_id: prescriptionId, quantity, dispensed_by: by, safety });

export const findAllowance = async (db: Queryable, id: string): Promise<Allowance | undefined> => {
  const [row] = await db.query<{ allowance: Allowance }>(
    `select json_build_object(
       'remaining', trim_scale(p.quantity * (1 + p.refills) - p.dispensed_quantity),
       'now', trim_scale(quantity_within_time(p, now()) - p.dispensed_quantity),
       'nextRefillAt', next_refill_at(p)) as allowance
     from prescriptions p where id = $1`,
    [id],
  );
  return row?.allowance;
};
