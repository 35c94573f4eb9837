-- What was checked and signed stays as it is: a prescription can be changed while it is a draft.

create function refuse_change_of_order() returns trigger language plpgsql as $$
begin
  raise exception 'prescription % was checked, and so it is frozen', old.id using errcode = 'restrict_violation';
end $$;

create trigger prescriptions_frozen
  before update of patient_id, doctor_id, medication, dosage, quantity, refills on prescriptions for each row
  when (old.status <> 'draft'
    and (old.patient_id, old.doctor_id, old.medication::jsonb, old.dosage::jsonb, old.quantity, old.refills)
      is distinct from (new.patient_id, new.doctor_id, new.medication::jsonb, new.dosage::jsonb, new.quantity, new.refills))
  execute function refuse_change_of_order();
