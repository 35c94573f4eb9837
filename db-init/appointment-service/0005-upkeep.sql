-- What the waiting list has still to do, as jobs in the table of their own: offers that run out, and freed times to be offered.

insert into pending_operations (job, record_id, upkeep, next_attempt_at)
select 'expire-offer', id::text, true, expires_at from waitlist_offers where outcome = 'open'
union all
select 'offer-freed-time', id::text, true, now() from freed_times
on conflict do nothing;
