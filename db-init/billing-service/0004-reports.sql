-- Indexes for what looks at the whole ledger: what is due by age, and the proof.

create index bills_due on bills (currency, issued_at) include (id, amount, discount_amount, paid_amount, refunded_amount)
  where status in ('issued', 'partially-paid');

-- entries are only ever added, so a summary of each range of pages is enough to find those after some time
create index ledger_entries_by_time on ledger_entries using brin (posted_at);

create index ledger_entries_of_deposits on ledger_entries (patient_id, currency) include (amount) where account = 'deposits';
