-- By whose clock a day of the calendar is; null where it is not known, and then it is the hospital's.
alter table appointments add column doctor_time_zone text;
