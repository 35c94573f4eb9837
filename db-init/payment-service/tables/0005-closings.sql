-- The end of a day at a cash desk: what one cashier counted, against what their payments and refunds since the last time come to.

create table closings (
  id uuid primary key default uuidv7(),
  cashier jsonb not null,
  desk text,
  -- when the same person closed before; null for the first time
  since timestamptz,
  reviewed_by jsonb,
  review_note text,
  reviewed_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint closings_reviewed
    check ((reviewed_by is null) = (reviewed_at is null) and (review_note is null or reviewed_by is not null)),
  constraint closings_reviewed_by_another check (reviewed_by is null or not same_person(reviewed_by, cashier))
);
create index closings_by_time on closings (created_at, id);
create index closings_by_cashier on closings ((cashier ->> 'subject'), created_at, id);
create index closings_unreviewed on closings (created_at, id) where reviewed_by is null;

create table closing_lines (
  closing_id uuid not null references closings,
  method text not null,
  currency text not null,
  payments integer not null,
  taken bigint not null,
  refunds integer not null,
  refunded bigint not null,
  -- what was in the drawer at the begin
  opening_float bigint not null,
  counted bigint not null,
  -- how many of each note and coin
  denominations jsonb,
  explanation text,

  primary key (closing_id, currency, method),
  constraint closing_lines_counted check (counted >= 0),
  constraint closing_lines_float check (opening_float >= 0 and (opening_float = 0 or method = 'cash')),
  constraint closing_lines_explained check (counted = opening_float + taken - refunded or explanation is not null)
);

-- Which payments and refunds a closing covers: each is in one at most, whenever it came and however late it was completed.
create table closed_movements (
  closing_id uuid not null references closings,
  payment_id uuid constraint closed_movements_payment_once unique references payments,
  refund_id uuid constraint closed_movements_refund_once unique references refunds,
  constraint closed_movements_one check (num_nonnulls(payment_id, refund_id) = 1)
);
create index closed_movements_by_closing on closed_movements (closing_id);

create index payments_by_taker on payments ((taken_by ->> 'subject'), status) where taken_by is not null;
create index refunds_by_requester on refunds ((requested_by ->> 'subject'), status) where requested_by is not null;
