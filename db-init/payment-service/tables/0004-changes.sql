-- What was changed of late, for those who follow it: GET /events.
create index payments_by_change on payments (updated_at);
create index refunds_by_change on refunds (updated_at);
