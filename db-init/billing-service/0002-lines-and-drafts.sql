-- Bills from lines, and drafts: a bill gets its number when it is issued, and is frozen from then on.

drop view bills_view;
drop trigger bills_number on bills;

-- each line's amount is rounded half up by itself; numeric's round() does that for what is not negative
create function line_amount(line jsonb) returns bigint language sql immutable parallel safe as $$
  select round((line ->> 'quantity')::numeric * (line ->> 'unitAmount')::numeric)::bigint
$$;

create function lines_total(lines jsonb) returns numeric language sql immutable parallel safe as $$
  select sum(line_amount(line)) from jsonb_array_elements(lines) as line
$$;

alter table bills
  alter column number drop not null,
  alter column details drop not null,
  alter column issued_at drop not null,
  alter column issued_at drop default,
  -- [{description, code, quantity, unitAmount}], unitAmount in minor units; null for a bill of one amount
  add column lines jsonb constraint bills_lines_total check (amount = lines_total(lines)),
  add constraint bills_described check (details is not null or lines is not null),
  add constraint bills_numbered check ((number is null) = (issued_at is null));

create trigger bills_number before insert on bills for each row
  when (new.number is null and new.issued_at is not null) execute function number_bill();
create trigger bills_number_when_issued before update of issued_at on bills for each row
  when (old.issued_at is null and new.issued_at is not null) execute function number_bill();

create function refuse_change_of_bill() returns trigger language plpgsql as $$
begin
  raise exception 'bill % is issued, and so it is frozen', old.id using errcode = 'restrict_violation';
end $$;

create trigger bills_frozen before update of patient_id, currency, lines, amount, number, issued_at on bills for each row
  when (old.issued_at is not null) execute function refuse_change_of_bill();
create trigger bills_kept before delete on bills for each row
  when (old.issued_at is not null) execute function refuse_change_of_bill();

-- a draft has no time of issue, so lists go by when a bill was written
create index bills_by_creation on bills (created_at, id);
create index bills_by_patient_and_creation on bills (patient_id, created_at, id);
create index bills_by_status_and_creation on bills (status, created_at, id);
drop index bills_by_patient, bills_by_status;
