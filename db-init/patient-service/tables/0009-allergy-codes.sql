-- What a substance is called in code systems, beside the code that prescriptions are checked by: a list of system, code and display.
alter table patient_allergies
  add column codes jsonb not null default '[]'
    constraint patient_allergies_codes check (jsonb_typeof(codes) = 'array');
create index patient_allergies_by_codes on patient_allergies using gin (codes jsonb_path_ops);
