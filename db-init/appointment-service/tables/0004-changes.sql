-- What was changed of late, for those who follow it: GET /events.
create index appointments_by_change on appointments (updated_at);
create index waitlist_entries_by_change on waitlist_entries (updated_at);
