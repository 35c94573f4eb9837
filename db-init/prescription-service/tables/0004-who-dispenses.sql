-- Who handed out, and who took back: the `sub` of their token, beside the name. Null for what was recorded before there were tokens.
alter table dispenses add column dispensed_by_subject text;
alter table dispense_returns add column returned_to_subject text;
