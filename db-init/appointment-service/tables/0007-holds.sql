-- A time is held for its own patient, too, who has still to confirm it: then it has `held_until` and no `offered_to`.
alter table appointments drop constraint appointments_offer;
alter table appointments add constraint appointments_hold check (
  (held_until is null or status = 'pending') and (offered_to is null or held_until is not null));
