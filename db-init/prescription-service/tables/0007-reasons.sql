-- Why it is given, as a list of {text, code, system}, and what the prescriber has to say to the pharmacist.
alter table prescriptions
  add column reasons json not null default '[]',
  add column note text;
