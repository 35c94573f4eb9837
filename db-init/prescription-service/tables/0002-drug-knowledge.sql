-- What is known of medicines, as data: substances, their classes, names and codes, and the rules that name them; by version.
-- A prescription keeps the version by which it was checked.

create table knowledge_versions (
  -- what comes with the service is version 2: the first edition was replaced before anything was released
  version integer primary key generated always as identity (start with 2),
  -- where it came from, in words
  origin text not null,
  loaded_at timestamptz not null default now()
);

-- A drug, by its international name, or a class of drugs; rules may name either.
create table substances (
  version integer not null references knowledge_versions on delete cascade,
  id text not null,
  kind text not null constraint substances_kind check (kind in ('drug', 'class')),
  -- of a class: how much it matters that a patient has two of it; null, that is usual
  duplicate_severity text constraint substances_duplicate_severity
    check (duplicate_severity is null or (duplicate_severity in ('high', 'moderate', 'low') and kind = 'class')),
  primary key (version, id)
);

-- Every name that a substance goes by, its own included. One name may stand for several: co-codamol.
create table substance_names (
  version integer not null,
  name text not null,
  substance text not null,
  primary key (version, name, substance),
  foreign key (version, substance) references substances on delete cascade
);

-- The ATC codes of a drug, or the beginnings of those of a class.
create table substance_codes (
  version integer not null,
  system text not null,
  code text not null,
  substance text not null,
  primary key (version, system, code, substance),
  foreign key (version, substance) references substances on delete cascade
);

create table class_members (
  version integer not null,
  class text not null,
  drug text not null,
  primary key (version, class, drug),
  foreign key (version, class) references substances on delete cascade,
  foreign key (version, drug) references substances on delete cascade
);

-- A patient who reacts to `allergy` may react to `drug`; both a drug or a class.
create table cross_allergies (
  version integer not null,
  allergy text not null,
  drug text not null,
  severity text not null constraint cross_allergies_severity check (severity in ('high', 'moderate', 'low')),
  detail text not null,
  source text not null,
  primary key (version, allergy, drug),
  foreign key (version, allergy) references substances on delete cascade,
  foreign key (version, drug) references substances on delete cascade
);

create table interactions (
  version integer not null,
  a text not null,
  b text not null,
  severity text not null constraint interactions_severity check (severity in ('high', 'moderate', 'low')),
  detail text not null,
  source text not null,
  primary key (version, a, b),
  foreign key (version, a) references substances on delete cascade,
  foreign key (version, b) references substances on delete cascade
);

-- For how many days a drug, or a class, goes on working after the last dose.
create table washouts (
  version integer not null,
  substance text not null,
  days numeric not null constraint washouts_days check (days between 0 and 365),
  source text not null,
  primary key (version, substance),
  foreign key (version, substance) references substances on delete cascade
);

-- Adds a new version, whole or not at all, and returns its number. Each list is JSON, of objects with the columns that
-- README.md names; `|` stands between several values. A substance that a rule names and no list holds breaks a foreign key.
create function load_drug_knowledge(
  origin text, classes json, drugs json, cross_allergies json, interactions json, washouts json)
returns integer language plpgsql as $$
#variable_conflict use_column
declare
  knowledge integer;
begin
  insert into knowledge_versions (origin) values ($1) returning version into knowledge;

  insert into substances (version, id, kind, duplicate_severity)
  select knowledge, class, 'class', nullif(duplicate_severity, '')
  from json_to_recordset($2) as r(class text, duplicate_severity text)
  union all
  select knowledge, drug, 'drug', null from json_to_recordset($3) as r(drug text);

  insert into substance_names (version, name, substance)
  select knowledge, class, class from json_to_recordset($2) as r(class text)
  union
  select knowledge, name, class from json_to_recordset($2) as r(class text, names text), string_to_table(nullif(names, ''), '|') as name
  union
  select knowledge, drug, drug from json_to_recordset($3) as r(drug text)
  union
  select knowledge, name, drug from json_to_recordset($3) as r(drug text, names text), string_to_table(nullif(names, ''), '|') as name;

  insert into substance_codes (version, system, code, substance)
  select knowledge, 'http://www.whocc.no/atc', code, class
  from json_to_recordset($2) as r(class text, atc text), string_to_table(nullif(atc, ''), '|') as code
  union all
  select knowledge, 'http://www.whocc.no/atc', code, drug
  from json_to_recordset($3) as r(drug text, atc text), string_to_table(nullif(atc, ''), '|') as code;

  insert into class_members (version, class, drug)
  select knowledge, class, drug
  from json_to_recordset($3) as r(drug text, classes text), string_to_table(nullif(classes, ''), '|') as class;

  insert into cross_allergies (version, allergy, drug, severity, detail, source)
  select knowledge, r.* from json_to_recordset($4) as r(allergy text, drug text, severity text, detail text, source text);

  insert into interactions (version, a, b, severity, detail, source)
  select knowledge, r.* from json_to_recordset($5) as r(a text, b text, severity text, detail text, source text);

  insert into washouts (version, substance, days, source)
  select knowledge, r.* from json_to_recordset($6) as r(substance text, days numeric, source text);

  return knowledge;
end $$;
