import { numberCheck } from './billing-checks';

/** Completed payments with what was given back of them; `facts` reads as paymentsByEntries has it. */
export const paymentsByThemselves = `
  select id::text, concat_ws(' ', coalesce(bill_id::text, '-'), patient_id, currency, method, amount, deposited_amount,
    (select coalesce(sum(r.amount), 0) from refunds r where r.payment_id = p.id and r.status = 'completed')) as facts
  from payments p where status = 'completed'`;

export const refundsByThemselves = `
  select r.id::text, concat_ws(' ', r.payment_id, p.currency, r.amount) as facts
  from refunds r join payments p on p.id = r.payment_id where r.status = 'completed'`;

/** Each finds rows of `what`, `expected` and `found`, or none. */
export const paymentChecks: Record<string, string> = {
  'what is refunded is not the sum of the refunds': `
    select p.id::text as what, concat_ws(' ', given, held) as expected, concat_ws(' ', refunded_amount, refund_held) as found
    from payments p cross join lateral (
      select coalesce(sum(r.amount) filter (where r.status = 'completed'), 0) as given,
        coalesce(sum(r.amount) filter (where r.status not in ('failed', 'rejected')), 0) as held
      from refunds r where r.payment_id = p.id
    ) r where (refunded_amount, refund_held) <> (given, held)`,
  'a refund has other terms than its payment': `
    select r.id::text as what, concat_ws(' ', p.currency, p.method) as expected, concat_ws(' ', r.currency, r.method) as found
    from refunds r join payments p on p.id = r.payment_id where (r.currency, r.method) <> (p.currency, p.method)`,
  'refunds are more than was paid': `
    select p.id::text as what, p.amount::text as expected, sum(r.amount)::text as found
    from payments p join refunds r on r.payment_id = p.id
    where r.status not in ('failed', 'rejected') group by p.id having sum(r.amount) > p.amount`,
  'a refund was approved by who asked for it or took the payment': `
    select r.id::text as what, 'another' as expected, r.approved_by ->> 'subject' as found
    from refunds r join payments p on p.id = r.payment_id
    where (r.approved_by ->> 'issuer', r.approved_by ->> 'subject') in (
      (r.requested_by ->> 'issuer', r.requested_by ->> 'subject'), (p.taken_by ->> 'issuer', p.taken_by ->> 'subject'))`,
  'less was tendered than was paid': `
    select id::text as what, amount::text as expected, tendered::text as found
    from payments where tendered < amount or (tendered is not null and method <> 'cash')`,
  'receipt numbers have a gap or a repeat': numberCheck('payments', 'receipt_number', 'settled_at', 'receipt_numbers'),
  'a payment has a receipt and is not completed, or the other way round': `
    select id::text as what, status as expected, coalesce(receipt_number, 'none') as found
    from payments where (status = 'completed') <> (receipt_number is not null)`,
  'the trail of a payment does not end in its state, or settles it twice': `
    select p.id::text as what, p.status as expected, coalesce(t.trail, 'none') as found
    from payments p left join (
      select payment_id, string_agg(status, ' ' order by id) as trail from payment_state_changes group by payment_id
    ) t on t.payment_id = p.id
    where t.trail is null or t.trail not in (p.status, 'processing ' || p.status)`,
};
