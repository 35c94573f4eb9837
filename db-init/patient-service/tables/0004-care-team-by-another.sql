-- Who names a care team is not of it: else whoever may restrict a record could read it, and nobody would review that.
alter table restrictions
  add column set_by jsonb,
  add constraint restrictions_set_by_another check (
    set_by is null
    or not (
      care_team @> jsonb_build_array(jsonb_build_object('subject', set_by -> 'subject'))
      or set_by ->> 'doctorId' is not null
        and care_team @> jsonb_build_array(jsonb_build_object('doctorId', set_by -> 'doctorId'))
    )
  );
