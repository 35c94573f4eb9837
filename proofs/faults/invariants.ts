import { send, serviceNames, urlOf, type ServiceName } from '../fleet-client';
import { reconcile } from '../reconciliation';
import { ask } from './databases';

// each gives a row for every way in which a database is not what it must be, whatever was asked of it
const checks: [ServiceName, string][] = [
  // plain comparisons, not the operators and ranges by which the constraints decide
  ...(['doctor_id', 'patient_id'] as const).map((whose): [ServiceName, string] => [
    'appointment',
    `with live as (
       select id, ${whose} as whose, start_at, end_at from appointments where status not in ('cancelled', 'noshow')
       union all
       select id, ${whose}, move_start_at, move_end_at from appointments
       where status not in ('cancelled', 'noshow') and move_start_at is not null
     )
     select concat_ws(' ', 'double booking of ${whose}', a.whose, a.id, b.id) as what
     from live a join live b on a.whose = b.whose and a.id < b.id and a.start_at < b.end_at and b.start_at < a.end_at`,
  ]),
  [
    'payment',
    `select 'refunds exceed payment ' || p.id as what from payments p join refunds r on r.payment_id = p.id
     where r.status not in ('failed', 'rejected') group by p.id having sum(r.amount) > p.amount
     union all
     select 'refunds of payment do not add up ' || p.id from payments p
     where p.refunded_amount <> (select coalesce(sum(amount), 0) from refunds where payment_id = p.id and status = 'completed')
     union all
     select 'receipt numbers have a gap in ' || n.year from receipt_numbers n
     where n.last <> (select count(distinct receipt_number) from payments where receipt_number like 'RCP-' || n.year || '-%')`,
  ],
  [
    'prescription',
    `select 'dispensed over the limit: prescription ' || p.id as what
     from prescriptions p join dispenses d on d.prescription_id = p.id
     group by p.id having sum(d.quantity) > p.quantity * (1 + p.refills) or sum(d.quantity) <> p.dispensed_quantity`,
  ],
];

const forgottenSessions = `
  select concat_ws(' ', 'a connection stands in', state, 'since', state_change) as what from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'`;

const ledgerFaults = async (): Promise<string[]> => {
  const { body } = await send('GET', `${urlOf('billing')}/ledger/proof`);
  const { proven, faults } = body as { proven: boolean; faults: object[] };
  return proven ? [] : ['the ledger does not prove itself', ...faults.map((fault) => JSON.stringify(fault))];
};

const differences = async (): Promise<string[]> =>
  (await reconcile()).differences.map(({ paymentId, difference }) => `payment ${paymentId}: ${difference}`);

/** Everything that no history may lead to. Nothing may be under way. */
export const brokenInvariants = async (home: string): Promise<string[]> => {
  const queries = [...checks, ...serviceNames.map((service): [ServiceName, string] => [service, forgottenSessions])];
  const rows = await Promise.all(queries.map(([service, sql]) => ask<{ what: string }>(service, home, sql)));
  return [...rows.flat().map(({ what }) => what), ...(await ledgerFaults()), ...(await differences())];
};
