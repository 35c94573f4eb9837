-- What was changed of late, for those who follow it: GET /events.
create index bills_by_change on bills (updated_at);
create index discount_requests_by_change on discount_requests (updated_at);
