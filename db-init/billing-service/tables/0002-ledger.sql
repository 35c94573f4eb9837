-- A double-entry ledger: whatever changes what is owed or held is a posting, and all totals follow from its entries.

-- What each payment has done here; the amounts follow from the entries.
create table received_payments (
  -- payment-service makes the id, so that asking twice applies once
  payment_id uuid primary key,
  bill_id uuid references bills,
  patient_id uuid not null,
  currency text not null,
  method text not null,
  applied_amount bigint not null default 0,
  deposited_amount bigint not null default 0,
  applied_refunded bigint not null default 0,
  deposited_refunded bigint not null default 0,
  received_at timestamptz not null default now(),
  last_refunded_at timestamptz,

  constraint received_payments_refund check (
    applied_refunded between 0 and applied_amount and deposited_refunded between 0 and deposited_amount)
);
create index received_payments_by_time on received_payments (received_at, payment_id);
-- when its money last moved; greatest() leaves out what is null
create index received_payments_by_movement on received_payments (greatest(received_at, last_refunded_at));

-- What is held for a patient.
create table deposit_balances (
  patient_id uuid,
  currency text,
  amount bigint not null constraint deposit_balances_not_negative check (amount >= 0),
  primary key (patient_id, currency)
);

-- Debits are positive, credits negative. Accounts: receivable (what patients owe on bills), revenue, discounts, deposits (what
-- is held for patients), refunds (given back by a bill until a desk has paid it out, so zero after each posting), and a desk
-- for each method of payment; desk-other is for payments whose method was not named.
create table ledger_entries (
  id uuid primary key default uuidv7(),
  posting_id uuid not null,
  kind text not null constraint ledger_entries_kind
    check (kind in ('issue', 'discount', 'payment', 'refund', 'cancel', 'deposit')),
  account text not null constraint ledger_entries_account
    check (account in ('receivable', 'revenue', 'discounts', 'refunds', 'deposits') or account like 'desk-%'),
  amount bigint not null constraint ledger_entries_amount check (amount <> 0),
  currency text not null,
  patient_id uuid not null,
  bill_id uuid references bills constraint ledger_entries_bill check (bill_id is not null or account <> 'receivable'),
  payment_id uuid constraint ledger_entries_payment references received_payments,
  refund_id uuid,
  reason text,
  posted_at timestamptz not null default now()
);
create index ledger_entries_by_posting on ledger_entries (posting_id);
create index ledger_entries_by_bill on ledger_entries (bill_id, id);
create index ledger_entries_by_payment on ledger_entries (payment_id);
create index ledger_entries_of_deposits on ledger_entries (patient_id, currency) include (amount) where account = 'deposits';
-- entries are only ever added, so a summary of each range of pages is enough to find those after some time
create index ledger_entries_by_time on ledger_entries using brin (posted_at);
create unique index ledger_entries_refund_once on ledger_entries (refund_id) where account = 'refunds' and amount > 0;
