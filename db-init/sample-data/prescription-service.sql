-- A small hospital to try things with: what its doctors prescribed in the past two weeks, and what was dispensed. Importing it again changes nothing.

begin;

create or replace function pg_temp.sample_id(kind integer, n integer) returns uuid language sql as $$
  select ('01900000-0000-7' || lpad(kind::text, 3, '0') || '-8000-' || lpad(n::text, 12, '0'))::uuid
$$;

-- sample_days and sample_visits are the same text in the files of appointment-, billing-, payment- and prescription-service,
-- because no database can read another. Two weeks back and two ahead hold ten working days each, whatever day it is.
create temporary table sample_days on commit drop as
select day::date, day < today as past, row_number() over (partition by day < today order by day)::integer as number
from date_trunc('day', now() at time zone 'Europe/London') as today
  cross join generate_series(today - interval '14 days', today + interval '13 days', interval '1 day') as day
where extract(isodow from day) < 6;

-- 14 visits a doctor, ten past and four ahead; the last doctor has left and has none ahead. They come in clinics of two, one
-- after the other. Every eighth visit does not take place. Each doctor sees 11 of 16 patients (1-16, 17-32, ...), but visit 14
-- is somebody from general practice. A patient's place decides what he or she comes for: kinds 1-5, or 6 for a referral.
create temporary table sample_visits on commit drop as
with numbered as (
  select n, (n - 1) / 14 + 1 as doctor, (n - 1) % 14 + 1 as visit from generate_series(1, 164) as n
), placed as (
  select *, visit <= 10 as past, (visit - 1) % 10 / 2 as clinic, (visit - 1) % 11 + 1 as place from numbered
), dated as (
  select
    placed.*, number, make_interval(mins => (array[20, 30, 20, 30, 30, 20, 45, 60, 45, 30, 30, 20])[doctor]) as length,
    day + (array[time '09:00', '10:30', '13:30', '15:00'])[(doctor + clinic) % 4 + 1] as clinic_opens
  from placed join sample_days using (past) where number = (doctor + 3 * clinic) % 10 + 1
)
select
  n, doctor, visit, number as day_number, past and n % 8 <> 3 as fulfilled, past, n % 8 = 3 as missed,
  case when visit = 14 then doctor else (doctor - 1) * 16 + place end as patient,
  case when visit = 14 then 6 else (place - 1) % 5 + 1 end as kind,
  (clinic_opens + (visit - 1) % 2 * length) at time zone 'Europe/London' as start_at,
  (clinic_opens + (visit - 1) % 2 * length + length) at time zone 'Europe/London' as end_at
from dated;

-- what an import before this one has brought
create temporary table known on commit drop as select id from prescriptions;

create or replace function pg_temp.not_checked(medication text, checked_at timestamptz) returns json language sql as $$
  select json_build_object(
    'verdict', 'caution',
    'findings', json_build_array(json_build_object(
      'rule', 'allergies-not-checked', 'severity', 'low', 'inputs', json_build_object('medication', medication),
      'detail', 'It came with the sample data and was not checked.', 'source', 'sample data')),
    'knowledgeVersion', 1,
    'checkedAt', checked_at)
$$;

insert into prescriptions
  (id, patient_id, doctor_id, appointment_id, medication, dosage, quantity, quantity_unit, refills, status, safety,
   authored_at, expires_on, created_at, updated_at)
select
  -- ids in order of time, because prescriptions are listed in the order of their ids
  pg_temp.sample_id(4, day_number * 1000 + n), pg_temp.sample_id(2, patient), pg_temp.sample_id(1, doctor), pg_temp.sample_id(3, n),
  medication, dosage, quantity,
  case
    when form ~ 'drops|suspension' then 'mL'
    when form ~ 'cream|gel|ointment' then 'g'
    when form ~ 'pen$' then 'pen'
    when form ~ 'inhaler|spray' then 'inhaler'
    else "doseUnit"
  end,
  refills,
  'active', pg_temp.not_checked(name, authored_at),
  authored_at, (authored_at at time zone 'Europe/London' + interval '6 months')::date, authored_at, authored_at
from sample_visits
  join (values
    (1, 1, 'Amlodipine', 'C08CA01', 'tablet', '5 mg',
      'One tablet each morning', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 5),
    (1, 3, 'Cetirizine', 'R06AE07', 'tablet', '10 mg',
      'One tablet a day while the pollen lasts', 1, 'tablet', 'oral', 1, 1, 'd', true, null, 30, 2),
    (1, 4, 'Nitrofurantoin', 'J01XE01', 'modified-release capsule', '100 mg',
      'One capsule twice a day with food for 3 days', 1, 'capsule', 'oral', 2, 1, 'd', false, 3, 6, 0),
    (1, 5, 'Ibuprofen', 'M01AE01', 'tablet', '400 mg',
      'One tablet up to three times a day with food, if in pain', 1, 'tablet', 'oral', 3, 1, 'd', true, 7, 21, 0),
    (2, 1, 'Bisoprolol', 'C07AB07', 'tablet', '2.5 mg',
      'One tablet each morning', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 5),
    (2, 2, 'Glyceryl trinitrate', 'C01DA02', 'sublingual spray', '400 micrograms/dose',
      'One or two sprays under the tongue for chest pain', 1, 'spray', 'sublingual', null, null, null, true, null, 1, 3),
    (2, 3, 'Furosemide', 'C03CA01', 'tablet', '40 mg',
      'One tablet each morning', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 5),
    (2, 4, 'Apixaban', 'B01AF02', 'tablet', '5 mg',
      'One tablet twice a day', 1, 'tablet', 'oral', 2, 1, 'd', false, null, 56, 5),
    (2, 5, 'Atorvastatin', 'C10AA05', 'tablet', '20 mg',
      'One tablet each evening', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 11),
    (3, 1, 'Paracetamol', 'N02BE01', 'oral suspension', '120 mg/5 mL',
      '2.5 mL if feverish after the vaccination, at most twice', 2.5, 'mL', 'oral', 1, 6, 'h', true, 2, 100, 0),
    (3, 2, 'Salbutamol', 'R03AC02', 'inhaler', '100 micrograms/dose',
      'Two puffs through the spacer when wheezy', 2, 'puff', 'inhaled', null, null, null, true, null, 1, 3),
    (3, 3, 'Hydrocortisone', 'D07AA02', 'cream', '1 %',
      'Thinly on the sore patches twice a day for 7 days', null, null, 'topical', 2, 1, 'd', false, 7, 30, 1),
    (3, 4, 'Amoxicillin', 'J01CA04', 'oral suspension', '250 mg/5 mL',
      '5 mL three times a day for 5 days', 5, 'mL', 'oral', 3, 1, 'd', false, 5, 100, 0),
    (4, 1, 'Folic acid', 'B03BB01', 'tablet', '400 micrograms',
      'One tablet a day until week 12', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 90, 0),
    (4, 2, 'Tranexamic acid', 'B02AA02', 'tablet', '500 mg',
      'Two tablets three times a day, at most 4 days from the first day of bleeding', 2, 'tablet', 'oral', 3, 1, 'd', true, 4, 24, 3),
    (4, 3, 'Estradiol', 'G03CA03', 'transdermal patch', '50 micrograms/24 hours',
      'A new patch twice a week', 1, 'patch', 'transdermal', 2, 1, 'wk', false, null, 8, 5),
    (4, 5, 'Desogestrel', 'G03AC09', 'tablet', '75 micrograms',
      'One tablet a day, at the same hour', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 84, 3),
    (5, 1, 'Naproxen', 'M01AE02', 'tablet', '500 mg',
      'One tablet twice a day with food for 10 days', 1, 'tablet', 'oral', 2, 1, 'd', false, 10, 20, 0),
    (5, 3, 'Paracetamol', 'N02BE01', 'tablet', '500 mg',
      'Two tablets up to four times a day, if in pain', 2, 'tablet', 'oral', 4, 1, 'd', true, 7, 56, 0),
    (5, 4, 'Alendronic acid', 'M05BA04', 'tablet', '70 mg',
      'One tablet a week, upright, with a full glass of water', 1, 'tablet', 'oral', 1, 1, 'wk', false, null, 4, 11),
    (5, 5, 'Ibuprofen', 'M02AA13', 'gel', '5 %',
      'Rub in three times a day', null, null, 'topical', 3, 1, 'd', true, 10, 100, 0),
    (6, 1, 'Adapalene', 'D10AD03', 'gel', '0.1 %',
      'Thinly on the whole face each night', null, null, 'topical', 1, 1, 'd', false, 84, 45, 2),
    (6, 2, 'Calcipotriol', 'D05AX02', 'ointment', '50 micrograms/g',
      'On the plaques twice a day', null, null, 'topical', 2, 1, 'd', false, null, 120, 3),
    (6, 4, 'Terbinafine', 'D01AE15', 'cream', '1 %',
      'Once a day for 7 days, on the rash and around it', null, null, 'topical', 1, 1, 'd', false, 7, 30, 0),
    (6, 5, 'Metronidazole', 'D06BX01', 'gel', '0.75 %',
      'Thinly on the face twice a day for 8 weeks', null, null, 'topical', 2, 1, 'd', false, 56, 40, 1),
    (7, 1, 'Sumatriptan', 'N02CC01', 'tablet', '50 mg',
      'One tablet when a migraine begins, at most two in 24 hours', 1, 'tablet', 'oral', null, null, null, true, null, 6, 3),
    (7, 2, 'Levetiracetam', 'N03AX14', 'tablet', '500 mg',
      'One tablet twice a day', 1, 'tablet', 'oral', 2, 1, 'd', false, null, 60, 5),
    (7, 4, 'Propranolol', 'C07AA05', 'tablet', '40 mg',
      'One tablet twice a day', 1, 'tablet', 'oral', 2, 1, 'd', false, null, 56, 2),
    (7, 5, 'Co-careldopa', 'N04BA02', 'tablet', '25 mg/100 mg',
      'One tablet three times a day, half an hour before meals', 1, 'tablet', 'oral', 3, 1, 'd', false, null, 84, 5),
    (8, 1, 'Sertraline', 'N06AB06', 'tablet', '50 mg',
      'One tablet each morning', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 2),
    (8, 2, 'Escitalopram', 'N06AB10', 'tablet', '10 mg',
      'Half a tablet a day for a week, then one a day', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 2),
    (8, 3, 'Lithium carbonate', 'N05AN01', 'modified-release tablet', '400 mg',
      'Two tablets each night', 2, 'tablet', 'oral', 1, 1, 'd', false, null, 56, 0),
    (8, 5, 'Fluoxetine', 'N06AB03', 'capsule', '20 mg',
      'One capsule each morning', 1, 'capsule', 'oral', 1, 1, 'd', false, null, 30, 2),
    (9, 1, 'Donepezil', 'N06DA02', 'tablet', '5 mg',
      'One tablet at bedtime', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 2),
    (9, 2, 'Colecalciferol', 'A11CC05', 'capsule', '800 units',
      'One capsule a day', 1, 'capsule', 'oral', 1, 1, 'd', false, null, 30, 11),
    (9, 4, 'Macrogol 3350 with electrolytes', null, 'powder for oral solution', null,
      'One sachet in half a glass of water twice a day', 1, 'sachet', 'oral', 2, 1, 'd', false, 14, 28, 1),
    (9, 5, 'Ramipril', 'C09AA05', 'capsule', '2.5 mg',
      'One capsule at bedtime', 1, 'capsule', 'oral', 1, 1, 'd', false, null, 28, 5),
    (10, 1, 'Metformin', 'A10BA02', 'tablet', '500 mg',
      'One tablet twice a day with meals', 1, 'tablet', 'oral', 2, 1, 'd', false, null, 56, 5),
    (10, 2, 'Levothyroxine', 'H03AA01', 'tablet', '50 micrograms',
      'One tablet each morning, half an hour before breakfast', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 11),
    (10, 3, 'Carbimazole', 'H03BB01', 'tablet', '20 mg',
      'One tablet a day; stop and call at any sore throat', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 2),
    (10, 4, 'Insulin glargine', 'A10AE04', 'solution for injection in a pen', '100 units/mL',
      '18 units under the skin each night', 18, 'unit', 'subcutaneous', 1, 1, 'd', false, null, 5, 5),
    (11, 1, 'Losartan', 'C09CA01', 'tablet', '50 mg',
      'One tablet a day', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 5),
    (11, 2, 'Clopidogrel', 'B01AC04', 'tablet', '75 mg',
      'One tablet a day', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 11),
    (11, 4, 'Spironolactone', 'C03DA01', 'tablet', '25 mg',
      'One tablet each morning', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 5),
    (11, 5, 'Rosuvastatin', 'C10AA07', 'tablet', '10 mg',
      'One tablet a day', 1, 'tablet', 'oral', 1, 1, 'd', false, null, 28, 11),
    (12, 1, 'Latanoprost', 'S01EE01', 'eye drops', '50 micrograms/mL',
      'One drop in each eye each evening', 1, 'drop', 'ophthalmic', 1, 1, 'd', false, null, 2.5, 5),
    (12, 3, 'Chloramphenicol', 'S01AA01', 'eye drops', '0.5 %',
      'One drop every two hours while awake, for 5 days', 1, 'drop', 'ophthalmic', 1, 2, 'h', false, 5, 10, 0),
    (12, 4, 'Hypromellose', null, 'eye drops', '0.3 %',
      'One drop in each eye when dry', 1, 'drop', 'ophthalmic', null, null, null, true, null, 10, 5),
    (12, 5, 'Timolol', 'S01ED01', 'eye drops', '0.25 %',
      'One drop in each eye twice a day', 1, 'drop', 'ophthalmic', 2, 1, 'd', false, null, 5, 5)
  ) as orders (
    doctor, kind, name, code, form, strength,
    text, dose, "doseUnit", route, frequency, period, "periodUnit", "asNeeded", "durationDays", quantity, refills
  ) using (doctor, kind)
  cross join lateral (select end_at - interval '5 minutes' as authored_at) written
  cross join lateral (
    select row_to_json(m) as medication
    from (select name, code, case when code is not null then 'http://www.whocc.no/atc' end as system, form, strength) m
  ) medications
  cross join lateral (
    select row_to_json(d) as dosage
    from (select text, dose, "doseUnit", route, frequency, period, "periodUnit", "asNeeded", "durationDays") d
  ) dosages
where fulfilled
on conflict do nothing;

-- the first fill of each, an hour later
insert into dispenses (id, prescription_id, quantity, remaining_quantity, dispensed_by, safety, created_at, updated_at)
select
  overlay(id::text placing '014' from 16 for 3)::uuid, id, quantity, 0, 'Hospital pharmacy',
  pg_temp.not_checked(medication ->> 'name', filled_at), filled_at, filled_at
from prescriptions cross join lateral (select authored_at + interval '1 hour' as filled_at) filled
where id not in (select id from known) and authored_at < now() - interval '1 hour'
order by id;

-- what the service writes with a dispense: of tablets and the like, how long they last; of the rest, a month
update prescriptions p set
  fill_opened_at = filled_at,
  last_dispensed_at = filled_at,
  taken_until = filled_at + greatest(days, case when days is null or (dosage ->> 'asNeeded')::boolean then 30 else 0 end) * interval '1 day',
  next_refill_at = filled_at + least(days, (dosage ->> 'durationDays')::numeric) * 0.8 * interval '1 day',
  status = case when dispensed_quantity = quantity * (1 + refills) then 'completed' else status end
from (
  select d.prescription_id, d.created_at as filled_at,
    case when o.quantity_unit = o.dosage ->> 'doseUnit' and o.dosage ->> 'periodUnit' in ('d', 'wk') then
      o.quantity / ((o.dosage ->> 'dose')::numeric * (o.dosage ->> 'frequency')::numeric)
        * case o.dosage ->> 'periodUnit' when 'wk' then 7 else 1 end
    end as days
  from dispenses d join prescriptions o on o.id = d.prescription_id
) f
where f.prescription_id = p.id and p.id not in (select id from known);

update prescriptions set status = 'stopped', status_reason = 'Changed for another at the next visit', ended_at = now()
where id not in (select id from known) and right(id::text, 3)::integer in (24, 50, 104, 127) and status = 'active';

commit;
