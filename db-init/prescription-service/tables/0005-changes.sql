-- What was changed of late, for those who follow it: GET /events.
create index prescriptions_by_change on prescriptions (updated_at);
create index dispenses_by_change on dispenses (updated_at);
