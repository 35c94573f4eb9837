-- What guards prescriptions and what was dispensed: what was checked stays, no more goes out than was prescribed, history.
-- Which state follows which, and when a fill is due, is decided in prescription-service/src.

create or replace trigger prescriptions_touch before update on prescriptions for each row execute function touch_record();

-- a draft that is refused is deleted, so history begins when it is active, or kept as cancelled
call keep_versions_of('prescriptions', 'new.status <> ''draft''');
create or replace trigger prescriptions_removed after delete on prescriptions for each row execute function note_removal();

-- Returns whether the last day has passed, by the hospital's calendar.
create or replace function is_expired(p prescriptions) returns boolean language sql stable parallel safe as $$
  select coalesce(p.expires_on < hospital_day(now()), false)
$$;

-- Returns how much can be handed out now without a reason of its own, as dispensing/allowance.ts has it: the rest of the fill
-- that is open, and the next one once it is due. Null where no quantity is prescribed.
create or replace function dispensable_quantity(p prescriptions) returns numeric language sql stable parallel safe as $$
  select case
    when p.quantity is null then null
    when p.status <> 'active' or is_expired(p) then 0
    else least(
      p.quantity * (1 + p.refills) - p.dispensed_quantity,
      mod(p.quantity - mod(p.dispensed_quantity, p.quantity), p.quantity) + case
        when p.fill_opened_at is null or p.dispensed_quantity = 0 then p.quantity
        when coalesce(p.next_refill_at, p.fill_opened_at + interval '7 days') <= now() then p.quantity
        else 0
      end
    )
  end
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

create or replace trigger prescriptions_keep before update or delete on prescriptions
  for each row execute function keep_what_was_decided();

-- What was checked and signed stays as it is: a prescription can be changed while it is a draft.
create or replace function refuse_change_of_order() returns trigger language plpgsql as $$
begin
  raise exception 'prescription % was checked, and so it is frozen', old.id using errcode = 'restrict_violation';
end $$;

create or replace trigger prescriptions_frozen
  before update of patient_id, doctor_id, medication, dosage, quantity, quantity_unit, refills, reasons, note on prescriptions for each row
  when (old.status <> 'draft'
    and (old.patient_id, old.doctor_id, old.medication::jsonb, old.dosage::jsonb, old.quantity, old.quantity_unit, old.refills, old.reasons::jsonb, old.note)
      is distinct from (new.patient_id, new.doctor_id, new.medication::jsonb, new.dosage::jsonb, new.quantity, new.quantity_unit, new.refills, new.reasons::jsonb, new.note))
  execute function refuse_change_of_order();

create or replace trigger dispenses_grow_only before update or delete on dispenses
  for each row execute function refuse_change();
create or replace trigger dispense_returns_grow_only before update or delete on dispense_returns
  for each row execute function refuse_change();

-- Adds what is dispensed to the total, under the lock of the prescription's row. Whether it is too soon is judged before;
-- prescriptions_dispensed_within_prescribed refuses what is too much.
create or replace function take_from_prescription() returns trigger language plpgsql as $$
declare
  p prescriptions;
begin
  select * into p from prescriptions where id = new.prescription_id for update;
  new.patient_id := p.patient_id;
  if p.status <> 'active' or is_expired(p) then
    raise exception 'not to be dispensed' using errcode = 'check_violation', constraint = 'dispenses_of_active';
  end if;
  update prescriptions set dispensed_quantity = dispensed_quantity + new.quantity
  where id = p.id
  returning quantity * (1 + refills) - dispensed_quantity into new.remaining_quantity;
  return new;
end $$;

create or replace trigger dispenses_take before insert on dispenses
  for each row execute function take_from_prescription();

-- Takes what came back off the total, and refuses more than was dispensed.
create or replace function return_to_prescription() returns trigger language plpgsql as $$
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

create or replace trigger dispense_returns_take before insert on dispense_returns
  for each row execute function return_to_prescription();

-- The version of the drug knowledge by which checks go now.
create or replace function current_knowledge() returns integer language sql stable as $$
  select max(version) from knowledge_versions
$$;
