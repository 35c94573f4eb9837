-- What was handed out decides what the patient has: quantities have units, what comes back is recorded, and the code says when.

-- history is kept at the commit, by triggers that would be in the way of what follows the updates here
set constraints all immediate;

alter table prescriptions
  -- of `quantity`; null: it counts pieces, or nobody knows
  add column quantity_unit text,
  -- until when the patient has some of what was handed out; null: nothing was, or all of it came back
  add column taken_until timestamptz,
  -- from when on the next fill is not too soon; null: not known
  add column next_refill_at timestamptz,
  -- when it was stopped or cancelled
  add column ended_at timestamptz;

drop trigger prescriptions_keep on prescriptions;

-- Of what was handed out before, no less than a month, than the old reckoning said, and than one piece for each dose lasts.
update prescriptions p set
  taken_until = last_dispensed_at + least(3660, greatest(30,
    coalesce(supply_days(dosage, quantity), 0),
    coalesce((dosage ->> 'durationDays')::numeric, 0),
    coalesce(dispensed_quantity / coalesce((dosage ->> 'frequency')::numeric, 1) * coalesce((dosage ->> 'period')::numeric, 1)
      * case dosage ->> 'periodUnit' when 'h' then 1.0 / 24 when 'd' then 1 when 'wk' then 7 when 'mo' then 30 when 'a' then 365 end, 0)
  )) * interval '1 day'
where last_dispensed_at is not null;
update prescriptions set ended_at = updated_at where status in ('stopped', 'cancelled');

-- the calendar is the hospital's
create or replace function is_expired(p prescriptions) returns boolean language sql stable parallel safe as $$
  select coalesce(p.expires_on < hospital_day(now()), false)
$$;

-- What was decided stays as it was; only a draft leaves nothing behind.
create or replace function keep_what_was_decided() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.status <> 'draft' then
      raise exception 'a prescription is never deleted' using errcode = 'restrict_violation';
    end if;
    return old;
  end if;
  if new.override is distinct from old.override or (old.status <> 'draft' and new.safety::text is distinct from old.safety::text) then
    raise exception 'override and verdict are never changed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger prescriptions_keep before update or delete on prescriptions for each row execute function keep_what_was_decided();

create or replace trigger prescriptions_frozen
  before update of patient_id, doctor_id, medication, dosage, quantity, quantity_unit, refills on prescriptions for each row
  when (old.status <> 'draft'
    and (old.patient_id, old.doctor_id, old.medication::jsonb, old.dosage::jsonb, old.quantity, old.quantity_unit, old.refills)
      is distinct from (new.patient_id, new.doctor_id, new.medication::jsonb, new.dosage::jsonb, new.quantity, new.quantity_unit, new.refills))
  execute function refuse_change_of_order();

-- Adds what is handed out to the total, under the lock of the prescription's row. Whether it is too soon is judged before;
-- prescriptions_dispensed_within_prescribed refuses what is too much.
create or replace function take_from_prescription() returns trigger language plpgsql as $$
declare
  p prescriptions;
begin
  select * into p from prescriptions where id = new.prescription_id for update;
  if p.status <> 'active' or is_expired(p) then
    raise exception 'not to be dispensed' using errcode = 'check_violation', constraint = 'dispenses_of_active';
  end if;
  update prescriptions set dispensed_quantity = dispensed_quantity + new.quantity
  where id = p.id
  returning quantity * (1 + refills) - dispensed_quantity into new.remaining_quantity;
  return new;
end $$;

-- why a fill went out before it was due
alter table dispenses add column early_reason text;

-- What a patient did not take, or should never have got: a record of its own, because a dispense stays as it was.
create table dispense_returns (
  id uuid primary key default uuidv7(),
  dispense_id uuid not null references dispenses,
  prescription_id uuid not null references prescriptions,
  quantity numeric not null constraint dispense_returns_quantity check (quantity > 0),
  cause text not null constraint dispense_returns_cause check (cause in ('mistake', 'brought-back')),
  reason text not null,
  returned_to text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index dispense_returns_by_dispense on dispense_returns (dispense_id, id);
create index dispense_returns_by_prescription on dispense_returns (prescription_id, id);
create trigger dispense_returns_grow_only before update or delete on dispense_returns for each row execute function refuse_change();

-- Takes what came back off the total, and refuses more than was handed out.
create function return_to_prescription() returns trigger language plpgsql as $$
begin
  perform from prescriptions where id = new.prescription_id for update;
  if new.quantity > (
    select d.quantity - coalesce((select sum(r.quantity) from dispense_returns r where r.dispense_id = d.id), 0)
    from dispenses d where d.id = new.dispense_id and d.prescription_id = new.prescription_id
  ) then
    raise exception 'more than was handed out' using errcode = 'check_violation', constraint = 'dispense_returns_within_dispensed';
  end if;
  update prescriptions set dispensed_quantity = dispensed_quantity - new.quantity where id = new.prescription_id;
  return new;
end $$;
create trigger dispense_returns_take before insert on dispense_returns for each row execute function return_to_prescription();

create view dispense_returns_view as
select
  r.id,
  r.prescription_id as "prescriptionId",
  r.dispense_id as "dispenseId",
  trim_scale(r.quantity) as quantity,
  r.cause,
  r.reason,
  r.returned_to as "by",
  r.created_at as "returnedAt",
  r.version,
  r.created_at as "createdAt",
  r.updated_at as "updatedAt"
from dispense_returns r;

create or replace view dispenses_view as
select
  d.id,
  d.prescription_id as "prescriptionId",
  trim_scale(d.quantity) as quantity,
  d.dispensed_by as "by",
  d.created_at as "dispensedAt",
  trim_scale(d.remaining_quantity) as "remainingQuantity",
  d.safety,
  d.version,
  d.created_at as "createdAt",
  d.updated_at as "updatedAt",
  (select trim_scale(coalesce(sum(r.quantity), 0)) from dispense_returns r where r.dispense_id = d.id) as "returnedQuantity",
  d.early_reason as "earlyReason"
from dispenses d;

drop view prescriptions_view;
create view prescriptions_view as
select
  p.id,
  p.patient_id as "patientId",
  p.doctor_id as "doctorId",
  p.appointment_id as "appointmentId",
  p.medication,
  p.dosage,
  trim_scale(p.quantity) as quantity,
  p.quantity_unit as "quantityUnit",
  p.refills,
  p.status,
  p.authored_at as "authoredAt",
  p.expires_on as "expiresOn",
  p.version,
  p.created_at as "createdAt",
  p.updated_at as "updatedAt",
  is_expired(p) as expired,
  (
    select row_to_json(r) from (select p.status_code as code, p.status_reason as reason) r where r.reason is not null or r.code is not null
  ) as "statusReason",
  (
    select row_to_json(d) from (select p.doctor_name as name, p.doctor_license as "licenseNumber") d where d.name is not null
  ) as doctor,
  p.patient_mrn as "patientMrn",
  p.safety,
  p.override,
  trim_scale(p.dispensed_quantity) as "dispensedQuantity",
  trim_scale(p.quantity * (1 + p.refills) - p.dispensed_quantity) as "remainingQuantity",
  case when p.dispensed_quantity < p.quantity * (1 + p.refills) then p.next_refill_at end as "nextRefillAt",
  p.taken_until as "takenUntil"
from prescriptions p;

drop function is_taken(prescriptions);
drop function quantity_within_time(prescriptions, timestamptz);
drop function next_refill_at(prescriptions);
drop function supply_days(json, numeric);
drop function amount_at(json, text);

create index prescriptions_in_hand on prescriptions (patient_id, taken_until) where taken_until is not null;

-- For how many days a drug, or a class, goes on working after the last dose.
create table washouts (
  version integer not null,
  substance text not null,
  days numeric not null constraint washouts_days check (days between 0 and 365),
  source text not null,
  primary key (version, substance),
  foreign key (version, substance) references substances on delete cascade
);
