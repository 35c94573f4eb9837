-- The numbers of receipts that belong to a payment which is not completed yet, though billing-service has its money. Each lives
-- for some milliseconds, or until the service is up again.
create table reserved_receipt_numbers (
  payment_id uuid primary key references payments,
  number text not null constraint reserved_receipt_numbers_unique unique,
  reserved_at timestamptz not null
);
