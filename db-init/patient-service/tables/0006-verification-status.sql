-- How certain an allergy is, as FHIR's verificationStatus has it; null where nobody has said. What is refuted or was entered in error
-- is not active: nobody is to be warned of it.
alter table patient_allergies
  add column verification_status text,
  add constraint patient_allergies_verification_status
    check (verification_status in ('unconfirmed', 'confirmed', 'refuted', 'entered-in-error')),
  add constraint patient_allergies_not_active_if_none
    check (status <> 'active' or verification_status is null or verification_status in ('unconfirmed', 'confirmed'));
