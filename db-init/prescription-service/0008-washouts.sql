-- The knowledge to begin with learns how long medicines go on working, codes of classes and more names; an imported one stays.

create function load_washouts(knowledge integer, washouts json) returns void language sql as $$
  insert into washouts (version, substance, days, source)
  select knowledge, r.* from json_to_recordset($2) as r(substance text, days numeric, source text)
$$;

-- The beginnings of the ATC codes of classes, several with `|` between them.
create function load_class_codes(knowledge integer, classes json) returns void language sql as $$
  insert into substance_codes (version, system, code, substance)
  select knowledge, 'http://www.whocc.no/atc', code, class
  from json_to_recordset($2) as r(class text, atc text), string_to_table(nullif(atc, ''), '|') as code
$$;

do $$
declare
  before integer := current_knowledge();
  knowledge integer;
begin
  if (select origin from knowledge_versions where version = before) is distinct from 'hospital-fleet, the knowledge to begin with' then
    return;
  end if;
  insert into knowledge_versions (origin)
  values ('hospital-fleet, the knowledge to begin with: not complete, not checked by a pharmacist; its sources are named without edition or page')
  returning version into knowledge;
  insert into substances select knowledge, id, kind, duplicate_severity from substances where version = before;
  insert into substance_names (version, name, substance) select knowledge, name, substance from substance_names where version = before;
  insert into substance_codes select knowledge, system, code, substance from substance_codes where version = before;
  insert into class_members select knowledge, class, drug from class_members where version = before;
  insert into cross_allergies select knowledge, allergy, drug, severity, detail, source from cross_allergies where version = before;
  insert into interactions select knowledge, a, b, severity, detail, source from interactions where version = before;

  insert into substances (version, id, kind) select knowledge, drug, 'drug'
  from unnest(array['fluorouracil', 'mercaptopurine', 'cyanocobalamin', 'pyridoxine', 'thiamine', 'phytomenadione', 'prednisone']) drug;
  insert into substance_names (version, name, substance) values
    (knowledge, 'fluorouracil', 'fluorouracil'), (knowledge, '5-fluorouracil', 'fluorouracil'), (knowledge, '5-FU', 'fluorouracil'),
    (knowledge, 'mercaptopurine', 'mercaptopurine'), (knowledge, '6-mercaptopurine', 'mercaptopurine'), (knowledge, '6-MP', 'mercaptopurine'),
    (knowledge, 'cyanocobalamin', 'cyanocobalamin'), (knowledge, 'vitamin B12', 'cyanocobalamin'),
    (knowledge, 'pyridoxine', 'pyridoxine'), (knowledge, 'vitamin B6', 'pyridoxine'),
    (knowledge, 'thiamine', 'thiamine'), (knowledge, 'vitamin B1', 'thiamine'),
    (knowledge, 'phytomenadione', 'phytomenadione'), (knowledge, 'phytonadione', 'phytomenadione'), (knowledge, 'vitamin K1', 'phytomenadione'),
    (knowledge, 'prednisone', 'prednisone');
  insert into substance_codes values
    (knowledge, 'http://www.whocc.no/atc', 'L01BC02', 'fluorouracil'), (knowledge, 'http://www.whocc.no/atc', 'L01BB02', 'mercaptopurine'),
    (knowledge, 'http://www.whocc.no/atc', 'B03BA01', 'cyanocobalamin'), (knowledge, 'http://www.whocc.no/atc', 'A11HA02', 'pyridoxine'),
    (knowledge, 'http://www.whocc.no/atc', 'A11DA01', 'thiamine'), (knowledge, 'http://www.whocc.no/atc', 'B02BA01', 'phytomenadione'),
    (knowledge, 'http://www.whocc.no/atc', 'H02AB07', 'prednisone'), (knowledge, 'http://www.whocc.no/atc', 'J01CR02', 'amoxicillin');
  insert into class_members values (knowledge, 'corticosteroids', 'prednisone');
  insert into substances (version, id, kind) values (knowledge, 'mesalazine', 'drug');
  insert into substance_names (version, name, substance) values
    (knowledge, 'mesalazine', 'mesalazine'), (knowledge, 'mesalamine', 'mesalazine'), (knowledge, '5-ASA', 'mesalazine'),
    (knowledge, 'entresto', 'valsartan'), (knowledge, 'HCTZ', 'hydrochlorothiazide'), (knowledge, 'MTX', 'methotrexate'),
    (knowledge, 'ISMN', 'isosorbide mononitrate'), (knowledge, 'isosorbide dinitrate', 'isosorbide mononitrate'),
    (knowledge, 'Nitro-Dur', 'glyceryl trinitrate'), (knowledge, 'TMP-SMX', 'sulfamethoxazole'), (knowledge, 'TMP-SMX', 'trimethoprim'),
    (knowledge, 'Septra', 'sulfamethoxazole'), (knowledge, 'Septra', 'trimethoprim'), (knowledge, 'ASS', 'aspirin'),
    (knowledge, 'Acetylsalicylsäure', 'aspirin'), (knowledge, 'salicylates', 'aspirin'), (knowledge, 'PCN', 'penicillins'),
    (knowledge, 'ACEi', 'ace inhibitors'), (knowledge, 'anti inflammatory', 'nsaids'), (knowledge, 'anti-inflammatory drugs', 'nsaids'),
    (knowledge, 'beta-lactam', 'cephalosporins'), (knowledge, 'beta-lactam', 'carbapenems'), (knowledge, 'beta-lactams', 'penicillins'),
    (knowledge, 'beta-lactams', 'cephalosporins'), (knowledge, 'beta-lactams', 'carbapenems'),
    (knowledge, 'calcium channel blockers', 'diltiazem'), (knowledge, 'calcium channel blockers', 'verapamil');
  insert into substance_codes values (knowledge, 'http://www.whocc.no/atc', 'A07EC02', 'mesalazine');
  perform load_class_codes(knowledge, (select json_agg(c) from (values
    ('penicillins', 'J01C'), ('cephalosporins', 'J01DB|J01DC|J01DD|J01DE'), ('carbapenems', 'J01DH'), ('macrolides', 'J01FA'),
    ('quinolones', 'J01M'), ('tetracyclines', 'J01A'), ('aminoglycosides', 'J01G'),
    ('sulfonamide antibiotics', 'J01EB|J01EC|J01ED|J01EE'), ('azole antifungals', 'J02AB|J02AC'),
    ('nsaids', 'M01AA|M01AB|M01AC|M01AE|M01AG|M01AH|N02BA'), ('opioids', 'N02A'), ('benzodiazepines', 'N05BA|N05CD'),
    ('ssris', 'N06AB'), ('tricyclics', 'N06AA'), ('maois', 'N06AF'), ('triptans', 'N02CC'), ('ace inhibitors', 'C09A|C09B'),
    ('angiotensin receptor blockers', 'C09C|C09D'), ('beta blockers', 'C07|S01ED'), ('dihydropyridines', 'C08CA'),
    ('loop diuretics', 'C03C'), ('thiazides', 'C03AA|C03EA01|C09BA|C09DA'), ('potassium-sparing diuretics', 'C03D'),
    ('statins', 'C10AA'), ('vitamin k antagonists', 'B01AA'), ('direct oral anticoagulants', 'B01AE07|B01AF'),
    ('heparins', 'B01AB'), ('antiplatelets', 'B01AC'), ('proton pump inhibitors', 'A02BC'), ('h2 blockers', 'A02BA'),
    ('sulfonylureas', 'A10BB'), ('insulins', 'A10A'), ('antiepileptics', 'N03A'), ('antihistamines', 'R06A'),
    ('corticosteroids', 'H02AB'), ('pde5 inhibitors', 'G04BE03|G04BE08|G04BE09|G04BE10|G04BE11'), ('nitrates', 'C01DA'),
    ('bisphosphonates', 'M05BA|M05BB')
  ) as c (class, atc)));
  insert into cross_allergies
  select knowledge, pair.a, pair.b, 'high', 'One is turned into the other, or is a half of it.', pair.source
  from (values
    ('prednisone', 'prednisolone', 'FDA label, prednisone: clinical pharmacology'),
    ('citalopram', 'escitalopram', 'FDA label, Lexapro (escitalopram): contraindications'),
    ('omeprazole', 'esomeprazole', 'FDA label, Nexium (esomeprazole): contraindications')
  ) as known (one, other, source)
  cross join lateral (values (one, other, source), (other, one, source)) as pair (a, b, source);
  insert into cross_allergies values (knowledge, 'sulfonamide antibiotics', 'celecoxib', 'high',
    'Allergic-type reactions to sulfonamides contraindicate it.', 'FDA label, Celebrex (celecoxib): contraindications');
  insert into interactions values
    (knowledge, 'mercaptopurine', 'allopurinol', 'high', 'Mercaptopurine toxicity; reduce it to a quarter to a third.', 'FDA label, Purinethol (mercaptopurine): drug interactions'),
    (knowledge, 'vitamin k antagonists', 'fluorouracil', 'high', 'The INR rises, with bleeding.', 'FDA label, Adrucil (fluorouracil): drug interactions'),
    (knowledge, 'vitamin k antagonists', 'phytomenadione', 'moderate', 'Vitamin K takes away the effect of warfarin.', 'FDA label, Coumadin (warfarin): drug interactions');

  insert into washouts values
    (knowledge, 'maois', 14, 'FDA label, Nardil (phenelzine): contraindications, 14 days'),
    (knowledge, 'ssris', 14, 'FDA label, Zoloft (sertraline): contraindications, 14 days'),
    (knowledge, 'fluoxetine', 35, 'FDA label, Prozac (fluoxetine): contraindications, five weeks'),
    (knowledge, 'snris', 7, 'FDA label, Effexor XR (venlafaxine): contraindications, 7 days'),
    (knowledge, 'tricyclics', 14, 'FDA label, amitriptyline: contraindications, 14 days'),
    (knowledge, 'vitamin k antagonists', 5, 'FDA label, Coumadin (warfarin): pharmacodynamics, 2 to 5 days'),
    (knowledge, 'amiodarone', 290, 'FDA label, Cordarone (amiodarone): mean half-life of 58 days, five of them'),
    (knowledge, 'digoxin', 9, 'FDA label, Lanoxin (digoxin): half-life of 36 to 48 hours, five of them'),
    (knowledge, 'diazepam', 21, 'FDA label, Valium (diazepam): half-life of its metabolite up to 100 hours, five of them'),
    (knowledge, 'methadone', 12, 'FDA label, Dolophine (methadone): half-life up to 59 hours, five of them'),
    (knowledge, 'carbamazepine', 14, 'FDA label, Tegretol (carbamazepine): induction wears off in two weeks'),
    (knowledge, 'rifampicin', 14, 'FDA label, Rifadin (rifampin): induction wears off in two weeks'),
    (knowledge, 'phenytoin', 14, 'FDA label, Dilantin (phenytoin): induction wears off in two weeks'),
    (knowledge, 'itraconazole', 14, 'FDA label, Sporanox (itraconazole): 7 to 14 days'),
    (knowledge, 'fluconazole', 7, 'FDA label, Diflucan (fluconazole): half-life of 30 hours, five of them'),
    (knowledge, 'azithromycin', 14, 'FDA label, Zithromax (azithromycin): half-life of 68 hours, five of them'),
    (knowledge, 'aspirin', 10, 'FDA label, aspirin: for the life of a platelet'),
    (knowledge, 'direct oral anticoagulants', 2, 'FDA label, Eliquis (apixaban): 48 hours before surgery'),
    (knowledge, 'ace inhibitors', 1.5, 'FDA label, Entresto (sacubitril and valsartan): contraindications, 36 hours'),
    (knowledge, 'pde5 inhibitors', 2, 'FDA label, Cialis (tadalafil): 48 hours before nitrates');
end $$;
