-- Who lifts a restriction opens the record to everybody, themselves as well: the auditor reviews it like a broken glass.
alter table broken_glass add column lifts boolean not null default false;
