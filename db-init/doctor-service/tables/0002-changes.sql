-- What was changed of late, for those who follow it: GET /events.
create index doctors_by_change on doctors (updated_at);
create index time_off_by_change on time_off (updated_at);
