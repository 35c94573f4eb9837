-- A number backwards, so that one is found by its last digits.
create index patients_by_phone_end on patients (reverse(phone) collate "C");
