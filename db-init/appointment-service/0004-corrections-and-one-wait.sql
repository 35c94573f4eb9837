-- Wrong clicks that can be mended, visits that were not booked ahead, and one wait of a patient for the same days.

alter table appointments
  -- booked for now, by somebody who is there
  add column walk_in boolean not null default false,
  -- why a visit that has taken place was entered only afterwards
  add column recorded_late_reason text,
  -- why the last command took back what was recorded before
  add column status_reason text;

-- What a visit held without a reason it keeps, though somebody has been overbooked onto it since: only what it takes anew is
-- held against overbooked ones. Before, such a visit could be neither checked in nor left where it was.
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

-- A cancelled or missed visit that counts again takes its time again: in turn, and never beside one that was overbooked. The
-- triggers of before do not fire for that, because only its status changes.
create trigger appointments_take_turns_again before update of status on appointments
  for each row when (old.status in ('cancelled', 'noshow') and new.status not in ('cancelled', 'noshow'))
  execute function take_turns();
create trigger appointments_take_turns_again_with_overbooked before update of status on appointments
  for each row when (
    old.status in ('cancelled', 'noshow') and new.status not in ('cancelled', 'noshow')
    and new.overbook_reason is null and new.move_overbook_reason is null)
  execute function refuse_beside_overbooked();

create or replace view appointments_view as
select
  a.id,
  a.patient_id as "patientId",
  a.doctor_id as "doctorId",
  (
    select row_to_json(d) from (select a.doctor_name as name, a.doctor_specialty as specialty) d where d.name is not null
  ) as doctor,
  a.start_at as "time",
  a.end_at as "endTime",
  (extract(epoch from a.end_at - a.start_at) / 60)::integer as "durationMinutes",
  a.status,
  a.reason,
  (
    select row_to_json(c)
    from (select a.cancellation_code as code, a.cancellation_reason as reason, a.cancelled_by as by) c where c.code is not null
  ) as cancellation,
  a.version,
  a.created_at as "createdAt",
  a.updated_at as "updatedAt",
  (select row_to_json(o) from (select a.overbook_reason as reason) o where o.reason is not null) as overbook,
  (
    select row_to_json(m) from (select a.move_start_at as "time", a.move_end_at as "endTime") m where m."time" is not null
  ) as "waitingMove",
  a.refused_move as "refusedMove",
  a.held_until as "heldUntil",
  a.walk_in as "walkIn",
  (select row_to_json(l) from (select a.recorded_late_reason as reason) l where l.reason is not null) as "recordedLate",
  a.status_reason as "statusReason"
from appointments a;

alter table waitlist_entries
  -- why it was ended by the system; null for what the patient or the desk has ended
  add column ended_because text,
  -- an offer that was accepted, answered 202, and then refused
  add column refused_offer json,
  drop constraint waitlist_entries_status,
  -- pending: it is not known yet whether this patient may wait for this doctor, so nothing is offered
  add constraint waitlist_entries_status check (status in ('pending', 'waiting', 'offered', 'accepted', 'cancelled'));

alter table waitlist_offers
  drop constraint waitlist_offers_outcome,
  -- refused: it was accepted, and could not be booked by then
  add constraint waitlist_offers_outcome check (outcome in ('open', 'accepted', 'declined', 'expired', 'refused'));

-- Of entries that wait for the same twice, one stays: one with an offer before one without, else who has waited longest.
do $$
declare
  entry waitlist_entries;
begin
  for entry in
    select * from waitlist_entries where status in ('waiting', 'offered') order by status = 'offered' desc, id
  loop
    if exists (
      select from waitlist_entries e
      where e.patient_id = entry.patient_id and e.id <> entry.id and e.status in ('waiting', 'offered')
        and (e.status = 'offered', entry.id) > (entry.status = 'offered', e.id)
        and coalesce(e.doctor_id::text, fold_text(e.specialty)) = coalesce(entry.doctor_id::text, fold_text(entry.specialty))
        and tstzrange(e.earliest_at, e.latest_at) && tstzrange(entry.earliest_at, entry.latest_at)
    ) then
      update waitlist_entries set status = 'cancelled', ended_because = 'The patient waits for the same in another entry.'
      where id = entry.id;
      update waitlist_offers set outcome = 'declined', ended_at = now() where entry_id = entry.id and outcome = 'open';
      delete from appointments where offered_to = entry.id;
    end if;
  end loop;
end $$;

alter table waitlist_entries add constraint waitlist_entries_no_repeat
  exclude using gist (
    patient_id with =,
    coalesce(doctor_id::text, fold_text(specialty)) with =,
    tstzrange(earliest_at, latest_at) with &&)
  where (status in ('pending', 'waiting', 'offered'));

-- as for appointments: two that conflict would each wait for the other
create function take_turns_to_wait() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(3, hashtext(new.patient_id::text) & 1023);
  return new;
end $$;
create trigger waitlist_entries_take_turns before insert on waitlist_entries
  for each row execute function take_turns_to_wait();
create trigger waitlist_entries_take_turns_again before update of status on waitlist_entries
  for each row when (old.status in ('accepted', 'cancelled') and new.status not in ('accepted', 'cancelled'))
  execute function take_turns_to_wait();

create or replace view waitlist_entries_view as
select
  e.id,
  e.patient_id as "patientId",
  e.doctor_id as "doctorId",
  e.specialty,
  e.earliest_at as "earliest",
  e.latest_at as "latest",
  e.duration_minutes as "durationMinutes",
  e.status,
  e.reason,
  (
    select row_to_json(o)
    from (
      select f.appointment_id as "appointmentId", f.doctor_id as "doctorId", f.start_at as "time", f.end_at as "endTime",
        f.expires_at as "expiresAt"
      from waitlist_offers f where f.entry_id = e.id and f.outcome in ('open', 'accepted') order by f.id desc limit 1
    ) o
  ) as offer,
  (select count(*)::integer from waitlist_offers f where f.entry_id = e.id and f.outcome in ('declined', 'expired')) as "offersMissed",
  e.version,
  e.created_at as "createdAt",
  e.updated_at as "updatedAt",
  e.ended_because as "endedBecause",
  e.refused_offer as "refusedOffer"
from waitlist_entries e;
