-- Not everything is known of everybody: birth dates in part, patients with one name or none yet, phones in one form.

drop view patients_view;

drop index patients_by_birth_date, patients_by_phone, patients_by_active;
alter table patients drop column search_name, drop column phone_digits;

-- FHIR's date: 1984, 1984-07 or 1984-07-23; in the "C" collation what could be a day is a range of text
alter table patients
  alter column birth_date type text collate "C" using to_char(birth_date, 'YYYY-MM-DD'),
  add constraint patients_birth_date_form
    check (birth_date ~ '^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$'),
  alter column given_name drop not null,
  alter column family_name drop not null;

-- E.164; what was typed without a country stays as it is until the patient is next changed
update patients set phone = '+' || regexp_replace(phone, '\D', '', 'g') where phone ~ '^\+' and phone ~ '[^+\d]';

create index patients_by_birth_date on patients (birth_date, id);
create index patients_by_phone on patients (phone, id);
create index patients_by_active on patients (active, id);
create index patients_by_deceased on patients ((deceased_at is not null), id);
