-- What guards appointments and the waiting list beside the constraints: turns, overbooked times, versions, history. Which
-- state follows which is decided in appointment-service/src.

create or replace trigger appointments_touch before update on appointments for each row execute function touch_record();
create or replace trigger waitlist_entries_touch before update on waitlist_entries for each row execute function touch_record();

-- an appointment that is refused while it is pending is deleted, so history begins when it is booked, or kept as cancelled
call keep_versions_of('appointments', 'new.status <> ''pending''');

create or replace trigger appointments_removed after delete on appointments for each row execute function note_removal();
create or replace trigger waitlist_entries_removed after delete on waitlist_entries
  for each row execute function note_removal();

-- Two inserts that conflict would each wait for the other until the deadlock detector ends one, after a second. Taking
-- turns by doctor, then by patient, makes the second see the first at once. A thousand turnstiles for each, not one for
-- every person, so that a bulk import does not run out of locks.
create or replace function take_turns() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(1, hashtext(new.doctor_id::text) & 1023);
  perform pg_advisory_xact_lock(2, hashtext(new.patient_id::text) & 1023);
  return new;
end $$;

create or replace trigger appointments_take_turns
  before insert or update of doctor_id, patient_id, start_at, end_at, move_start_at, move_end_at on appointments
  for each row execute function take_turns();

-- The constraint compares appointments that are not overbooked; this compares those with overbooked ones too, so that nothing
-- without a reason gets beside them. What a visit held before it keeps, though somebody has been overbooked onto it since:
-- only what it takes anew is compared. It runs after take_turns, by the name of its trigger.
create or replace function refuse_beside_overbooked() returns trigger language plpgsql as $$
declare
  taken_anew tstzmultirange := held_times(new.start_at, new.end_at, new.move_start_at, new.move_end_at);
begin
  if tg_op = 'UPDATE' then
    if old.doctor_id = new.doctor_id and old.status not in ('cancelled', 'noshow')
      and old.overbook_reason is null and old.move_overbook_reason is null
    then
      taken_anew := taken_anew - old.held;
    end if;
  end if;
  if exists (
    select from appointments o
    where o.doctor_id = new.doctor_id
      and o.id <> new.id
      and o.status not in ('cancelled', 'noshow')
      and (o.overbook_reason is not null or o.move_overbook_reason is not null)
      and o.held && taken_anew
  ) then
    raise exception 'an overbooked appointment overlaps' using errcode = 'exclusion_violation', constraint = 'appointments_no_doctor_overlap';
  end if;
  return new;
end $$;

create or replace trigger appointments_take_turns_with_overbooked
  before insert or update of doctor_id, start_at, end_at, move_start_at, move_end_at, overbook_reason on appointments
  for each row when (
    new.overbook_reason is null and new.move_overbook_reason is null and new.status not in ('cancelled', 'noshow'))
  execute function refuse_beside_overbooked();

-- A cancelled or missed visit that counts again takes its time again: in turn, and never beside one that was overbooked. The
-- triggers above do not fire for that, because only its status changes.
create or replace trigger appointments_take_turns_again before update of status on appointments
  for each row when (old.status in ('cancelled', 'noshow') and new.status not in ('cancelled', 'noshow'))
  execute function take_turns();
create or replace trigger appointments_take_turns_again_with_overbooked before update of status on appointments
  for each row when (
    old.status in ('cancelled', 'noshow') and new.status not in ('cancelled', 'noshow')
    and new.overbook_reason is null and new.move_overbook_reason is null)
  execute function refuse_beside_overbooked();

-- As for appointments: two entries of a patient that conflict would each wait for the other.
create or replace function take_turns_to_wait() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(3, hashtext(new.patient_id::text) & 1023);
  return new;
end $$;

create or replace trigger waitlist_entries_take_turns before insert on waitlist_entries
  for each row execute function take_turns_to_wait();
create or replace trigger waitlist_entries_take_turns_again before update of status on waitlist_entries
  for each row when (old.status in ('accepted', 'cancelled') and new.status not in ('accepted', 'cancelled'))
  execute function take_turns_to_wait();
