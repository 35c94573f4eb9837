-- Whose a dispense is, as its prescription says: GET /dispenses?patientId=. And what the pharmacy can hand out now.
alter table dispenses add column patient_id uuid;
-- their rows never change, but for this
alter table dispenses disable trigger user;
update dispenses d set patient_id = p.patient_id from prescriptions p where p.id = d.prescription_id;
alter table dispenses enable trigger user;
alter table dispenses alter column patient_id set not null;
create index dispenses_by_patient on dispenses (patient_id, id);

create index prescriptions_dispensable on prescriptions (id)
  where status = 'active' and dispensed_quantity < quantity * (1 + refills);
