-- Patients, one row a person, with a medical record number that can be read aloud; and the functions that their columns
-- and indexes are made of, because a name, an identifier or a substance is the same however it is written.

-- Damm's check digit catches every wrong digit and every swap of upstreams; a number with its digit gives 0.
create function damm_digit(digits text) returns integer language plpgsql immutable strict parallel safe as $$
declare
  quasigroup constant text := '0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790';
  state integer := 0;
begin
  for i in 1 .. length(digits) loop
    state := substr(quasigroup, state * 10 + substr(digits, i, 1)::integer + 1, 1)::integer;
  end loop;
  return state;
end $$;

create sequence mrn_numbers start 10000001 maxvalue 99999999;

-- 100-000-017: eight digits of a sequence and the check digit
create function next_mrn() returns text language sql volatile as $$
  select regexp_replace(n || damm_digit(n), '(...)(...)(...)', '\1-\2-\3') from (select nextval('mrn_numbers')::text as n) numbers
$$;

-- Without what takes no room and carries no letter: joiners, soft hyphens, marks of direction, fillers, variants of a glyph.
create function visible(value text) returns text language sql immutable strict parallel safe as $$
  select regexp_replace(value,
    '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]',
    '', 'g')
$$;

-- A name as it is compared: no case, accents, apostrophes, half or full width; nor the vowel points of Arabic and Hebrew
-- and the stroke that only lengthens a word, which one writes and another does not. Arabic and Persian keyboards have an
-- alef, yeh, kaf and heh of their own.
create function fold_name(name text) returns text language sql immutable strict parallel safe as $$
  select translate(
    regexp_replace(
      public.fold_text(normalize(regexp_replace(public.visible(name), '[''‘’‛ʹʻʼʽʾʿˈ`´′׳＇ꞌ]', '', 'g'), nfkc)),
      '[''\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]', '', 'g'),
    U&'\0623\0625\0622\0671\0649\064a\0643\0629', U&'\0627\0627\0627\0627\06cc\06cc\06a9\0647')
$$;

-- José-Luis O'Brien: jose, luis, obrien
create function words_of(name text) returns text[] language sql immutable parallel safe as $$
  -- one letter may become many (ﷺ has eighteen), and levenshtein takes 255
  select array_remove(regexp_split_to_array(left(public.fold_name(name), 200), '[[:space:][:punct:]]+'), '')
$$;

-- The words of a name in alphabetical order: the same for Smith John as for John Smith. An index is made with no schema
-- in sight, hence public.
create function name_key(given text, family text) returns text language sql immutable parallel safe as $$
  select string_agg(distinct word, ' ' order by word) from unnest(public.words_of(concat_ws(' ', given, family))) word
$$;

-- The letters of both names in a circle, from where they are least: the same for Al-Hassan Omar, Omar Alhassan and for
-- AlhassanOmar in one field.
create function name_letters(given text, family text) returns text language sql immutable parallel safe as $$
  select min((substr(letters, n) || left(letters, n - 1)) collate "C")
  from (select array_to_string(public.words_of(concat_ws(' ', given, family)), '') as letters) joined
    cross join generate_series(1, length(letters)) n
$$;

create table patients (
  id uuid primary key default uuidv7(),
  mrn text not null default next_mrn()
    constraint patients_mrn_unique unique
    constraint patients_mrn_form check (mrn ~ '^\d{3}-\d{3}-\d{3}$' and damm_digit(replace(mrn, '-', '')) = 0),
  -- either or both are missing until they are known
  given_name text,
  family_name text,
  -- FHIR's date: 1984, 1984-07 or 1984-07-23; in the "C" collation what could be a day is a range of text
  birth_date text collate "C"
    constraint patients_birth_date_form check (birth_date ~ '^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$'),
  gender text not null constraint patients_gender check (gender in ('male', 'female', 'other', 'unknown')),
  -- E.164
  phone text,
  email text,
  address json,
  contacts json not null default '[]',
  active boolean not null default true,
  deceased_at timestamptz,
  -- when it was said that there are none (SNOMED CT 716186003); null: not asked yet, or allergies are recorded
  no_known_allergies_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index patients_by_birth_date on patients (birth_date, id);
create index patients_by_gender on patients (gender, id);
create index patients_by_phone on patients (phone, id);
create index patients_by_email on patients (lower(email), id);
create index patients_by_active on patients (active, id);
create index patients_by_deceased on patients ((deceased_at is not null), id);
create index patients_by_name_key on patients (name_key(given_name, family_name));
create index patients_by_name_letters on patients (name_letters(given_name, family_name));

-- Digits of any script as ASCII; each script has its ten side by side, beginning with zero.
create function ascii_digits(value text) returns text language sql immutable strict parallel safe as $$
  select translate(value,
    '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹߀߁߂߃߄߅߆߇߈߉०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯' ||
    '෦෧෨෩෪෫෬෭෮෯๐๑๒๓๔๕๖๗๘๙໐໑໒໓໔໕໖໗໘໙༠༡༢༣༤༥༦༧༨༩၀၁၂၃၄၅၆၇၈၉႐႑႒႓႔႕႖႗႘႙០១២៣៤៥៦៧៨៩᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙᥆᥇᥈᥉᥊᥋᥌᥍᥎᥏᧐᧑᧒᧓᧔᧕᧖᧗᧘᧙᪀᪁᪂᪃᪄᪅᪆᪇᪈᪉᪐᪑᪒᪓᪔᪕᪖᪗᪘᪙' ||
    '᭐᭑᭒᭓᭔᭕᭖᭗᭘᭙᮰᮱᮲᮳᮴᮵᮶᮷᮸᮹᱀᱁᱂᱃᱄᱅᱆᱇᱈᱉᱐᱑᱒᱓᱔᱕᱖᱗᱘᱙꘠꘡꘢꘣꘤꘥꘦꘧꘨꘩꣐꣑꣒꣓꣔꣕꣖꣗꣘꣙꤀꤁꤂꤃꤄꤅꤆꤇꤈꤉꧐꧑꧒꧓꧔꧕꧖꧗꧘꧙꧰꧱꧲꧳꧴꧵꧶꧷꧸꧹꩐꩑꩒꩓꩔꩕꩖꩗꩘꩙꯰꯱꯲꯳꯴꯵꯶꯷꯸꯹',
    repeat('0123456789', 35))
$$;

-- AL-12 34, al1234 and ＡＬ١٢٣٤ are one; where no letter or digit would be left, the value itself.
create function identifier_key(value text) returns text language sql immutable strict parallel safe as $$
  select coalesce(nullif(regexp_replace(
    public.ascii_digits(public.fold_name(value)), '[[:space:][:punct:]\u2212]', '', 'g'), ''), value)
$$;

-- Without case and spaces at its ends; a plus is a space, which it becomes in an address.
create function identifier_system_key(system text) returns text language sql immutable strict parallel safe as $$
  select lower(btrim(regexp_replace(normalize(public.visible(system), nfkc), '[[:space:]+]+', ' ', 'g')))
$$;

create table patient_identifiers (
  patient_id uuid not null references patients on delete cascade,
  system text not null,
  value text not null,
  position integer not null,
  system_key text collate "C" not null generated always as (identifier_system_key(system)) stored,
  value_key text collate "C" not null generated always as (identifier_key(value)) stored,
  -- 0, except in data of an earlier version, which kept two spellings as two: those keep what they have, and no third gets
  -- it. The records are one person's, or one is wrong: GET /patients?identifier= shows both.
  twin integer not null default 0,
  constraint patient_identifiers_unique unique (system_key, value_key, twin)
);
create index patient_identifiers_by_patient on patient_identifiers (patient_id, position);

-- Co-Trimoxazole and co trimoxazole are one. Digits are kept apart (1,2 is not 12), and so are + and %: to record a
-- substance twice does no harm, to take another for recorded does.
create function substance_key(substance text) returns text language sql immutable strict parallel safe as $$
  select coalesce(nullif(regexp_replace(regexp_replace(
    public.ascii_digits(public.fold_name(substance)),
    '(?<=\d)[[:space:][:punct:]\u2212]+(?=\d)', '|', 'g'),
    '(?![+%|])[[:space:][:punct:]\u2212]', '', 'g'), ''), substance)
$$;

-- What a patient must not be given; a part of the patient's record.
create table patient_allergies (
  id uuid primary key default uuidv7(),
  patient_id uuid not null references patients on delete cascade,
  substance text not null,
  substance_key text collate "C" not null generated always as (substance_key(substance)) stored,
  -- as in patient_identifiers
  twin integer not null default 0,
  code text,
  reaction text,
  criticality text not null
    constraint patient_allergies_criticality check (criticality in ('low', 'high', 'unable-to-assess')),
  status text not null constraint patient_allergies_status check (status in ('active', 'inactive', 'resolved')),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index patient_allergies_active_unique on patient_allergies (patient_id, substance_key, twin)
  where status = 'active';
create index patient_allergies_by_patient on patient_allergies (patient_id, id);
