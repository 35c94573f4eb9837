-- A prescription's life: checked before it is active, held, stopped, dispensed up to what was prescribed; every version is kept.

alter table prescriptions
  -- copies of what the neighbours said when it was settled
  add column doctor_name text,
  add column doctor_license text,
  add column patient_mrn text,
  add column status_code text,
  add column status_reason text,
  -- the verdict when it became active, or was refused
  add column safety json,
  -- the prescriber's reason to prescribe in spite of a finding of high severity
  add column override jsonb,
  add column dispensed_quantity numeric not null default 0,
  -- when the current fill was begun; null, nothing has been dispensed
  add column fill_opened_at timestamptz,
  add column last_dispensed_at timestamptz,
  add constraint prescriptions_dispensed_within_prescribed
    check (dispensed_quantity <= coalesce(quantity, 0) * (1 + refills));

create function amount_at(part json, name text) returns numeric language sql immutable parallel safe as $$
  select (part ->> name)::numeric
$$;

-- those of before the rule
update prescriptions set expires_on = (authored_at at time zone 'UTC')::date + 90 where expires_on is null;

-- How many days a fill lasts: durationDays, or quantity ÷ (dose × frequency ÷ period); null when as needed or not told.
create function supply_days(dosage json, quantity numeric) returns numeric language sql immutable parallel safe as $$
  select least(days, 3660)
  from (
    select case
      when (dosage ->> 'asNeeded')::boolean then null
      when dosage ->> 'durationDays' is not null then amount_at(dosage, 'durationDays')
      else quantity / (amount_at(dosage, 'dose') * coalesce(amount_at(dosage, 'frequency'), 1))
        * coalesce(amount_at(dosage, 'period'), 1)
        * case dosage ->> 'periodUnit'
            when 's' then 1.0 / 86400 when 'min' then 1.0 / 1440 when 'h' then 1.0 / 24 when 'd' then 1
            when 'wk' then 7 when 'mo' then 30 when 'a' then 365
          end
    end as days
  ) supply
  where days is not null
$$;

-- From 80 % of a fill's days on, the next is not too soon.
create function next_refill_at(p prescriptions) returns timestamptz language sql stable parallel safe as $$
  select p.fill_opened_at + supply_days(p.dosage, p.quantity) * 0.8 * interval '1 day'
$$;

create function is_expired(p prescriptions) returns boolean language sql stable parallel safe as $$
  select coalesce(p.expires_on < (now() at time zone 'UTC')::date, false)
$$;

-- Whether the patient has it, or can still get it; what was dispensed as needed is thought to last a month.
create function is_taken(p prescriptions) returns boolean language sql stable parallel safe as $$
  select p.status in ('active', 'on-hold') and not is_expired(p)
    or p.status in ('active', 'on-hold', 'completed')
      and now() < p.last_dispensed_at + coalesce(supply_days(p.dosage, p.quantity), 30) * interval '1 day'
$$;

-- What was decided stays as it was; only a draft leaves nothing behind.
create function keep_what_was_decided() returns trigger language plpgsql as $$
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
  if new.status = 'active' and new.dispensed_quantity > 0 and new.dispensed_quantity = new.quantity * (1 + new.refills) then
    new.status := 'completed';
  end if;
  return new;
end $$;

create trigger prescriptions_keep before update or delete on prescriptions for each row execute function keep_what_was_decided();

create table dispenses (
  id uuid primary key default uuidv7(),
  prescription_id uuid not null references prescriptions,
  quantity numeric not null constraint dispenses_quantity check (quantity > 0),
  remaining_quantity numeric not null,
  dispensed_by text not null,
  safety json not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index dispenses_by_prescription on dispenses (prescription_id, id);
create trigger dispenses_grow_only before update or delete on dispenses for each row execute function refuse_change();

-- Takes the quantity from the prescription, whose row it locks: dispensings of one prescription go one after the other.
-- prescriptions_dispensed_within_prescribed refuses what is too much.
create function take_from_prescription() returns trigger language plpgsql as $$
declare
  p prescriptions;
  opens_fill boolean;
begin
  select * into p from prescriptions where id = new.prescription_id for update;
  if p.status <> 'active' or is_expired(p) then
    raise exception 'not to be dispensed' using errcode = 'check_violation', constraint = 'dispenses_of_active';
  end if;
  opens_fill := p.dispensed_quantity = 0
    or ceil((p.dispensed_quantity + new.quantity) / p.quantity) > ceil(p.dispensed_quantity / p.quantity);
  if p.dispensed_quantity + new.quantity <= p.quantity * (1 + p.refills)
    and p.dispensed_quantity + new.quantity > quantity_within_time(p, new.created_at)
  then
    raise exception 'a refill too soon' using errcode = 'check_violation', constraint = 'dispenses_not_too_soon';
  end if;
  update prescriptions set
    dispensed_quantity = dispensed_quantity + new.quantity,
    last_dispensed_at = new.created_at,
    fill_opened_at = case when opens_fill then new.created_at else fill_opened_at end
  where id = p.id
  returning quantity * (1 + refills) - dispensed_quantity into new.remaining_quantity;
  return new;
end $$;

-- How much may have been dispensed in all by this time: the current fill, and the next once it is not too soon.
create function quantity_within_time(p prescriptions, moment timestamptz) returns numeric language sql stable parallel safe as $$
  select least(
    p.quantity * (1 + p.refills),
    case
      when supply_days(p.dosage, p.quantity) is null then 'infinity'
      when p.dispensed_quantity = 0 then p.quantity
      else p.quantity * (ceil(p.dispensed_quantity / p.quantity) + case when next_refill_at(p) <= moment then 1 else 0 end)
    end)
$$;

create trigger dispenses_take before insert on dispenses for each row execute function take_from_prescription();

create view dispenses_view as
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
  d.updated_at as "updatedAt"
from dispenses d;

create or replace view prescriptions_view as
select
  p.id,
  p.patient_id as "patientId",
  p.doctor_id as "doctorId",
  p.appointment_id as "appointmentId",
  p.medication,
  p.dosage,
  trim_scale(p.quantity) as quantity,
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
  case when p.dispensed_quantity < p.quantity * (1 + p.refills) then next_refill_at(p) end as "nextRefillAt"
from prescriptions p;

-- a draft that is refused leaves nothing behind, so history begins when it is active, or kept as cancelled
call keep_versions_of('prescriptions', 'new.status <> ''draft''');

insert into record_versions (table_name, record_id, version, changed_at, record)
select 'prescriptions', v.id, v.version, v."updatedAt", to_jsonb(v) from prescriptions_view v;
