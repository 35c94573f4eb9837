-- The day of a specialty: GET /appointments?specialty=.
create index appointments_by_specialty on appointments (fold_text(doctor_specialty), start_at, id);
