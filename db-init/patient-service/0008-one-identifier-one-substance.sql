-- One identifier is one however it is written, and so is one substance; what was registered in two ways before stays.

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

-- twin: 0, except for what two records had before it was compared like this; those keep what they have, and no third gets
-- it. The records are one person's, or one is wrong: GET /patients?identifier= shows both.
alter table patient_identifiers
  add column system_key text collate "C" not null generated always as (identifier_system_key(system)) stored,
  add column value_key text collate "C" not null generated always as (identifier_key(value)) stored,
  add column twin integer not null default 0,
  drop constraint patient_identifiers_unique;
update patient_identifiers i set twin = ranked.twin
from (
  select system, value, row_number() over (partition by system_key, value_key order by patient_id, position) - 1 as twin
  from patient_identifiers
) ranked
where ranked.twin > 0 and (i.system, i.value) = (ranked.system, ranked.value);
alter table patient_identifiers
  add constraint patient_identifiers_unique unique (system_key, value_key, twin);

-- Co-Trimoxazole and co trimoxazole are one. Digits are kept apart (1,2 is not 12), and so are + and %: to record a
-- substance twice does no harm, to take another for recorded does.
create function substance_key(substance text) returns text language sql immutable strict parallel safe as $$
  select coalesce(nullif(regexp_replace(regexp_replace(
    public.ascii_digits(public.fold_name(substance)),
    '(?<=\d)[[:space:][:punct:]\u2212]+(?=\d)', '|', 'g'),
    '(?![+%|])[[:space:][:punct:]\u2212]', '', 'g'), ''), substance)
$$;

-- twin: as above
alter table patient_allergies
  add column substance_key text collate "C" not null generated always as (substance_key(substance)) stored,
  add column twin integer not null default 0;
drop index patient_allergies_active_unique;
-- nothing that anybody sees is changed, so it makes no version
alter table patient_allergies disable trigger user;
update patient_allergies a set twin = ranked.twin
from (
  select id, row_number() over (partition by patient_id, substance_key order by id) - 1 as twin
  from patient_allergies where status = 'active'
) ranked
where ranked.twin > 0 and a.id = ranked.id;
alter table patient_allergies enable trigger user;
create unique index patient_allergies_active_unique on patient_allergies (patient_id, substance_key, twin)
  where status = 'active';
