-- What was changed of late, for those who follow it: GET /events.
create index patients_by_change on patients (updated_at);
create index patient_allergies_by_change on patient_allergies (updated_at);
create index broken_glass_by_change on broken_glass (updated_at);
