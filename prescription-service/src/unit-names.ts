/** What a unit counts; amounts of one kind convert into each other, of `count` only what has the same name. */
export type UnitKind = 'mass' | 'volume' | 'substance' | 'equivalent' | 'unit' | 'count';

export interface Unit {
  kind: UnitKind;
  /** One name for all spellings: a symbol, or an English word in the singular. */
  name: string;
  /** How many of the kind's base unit (mg, ml, mmol, mEq, unit) one of it is; absent for what is counted. */
  factor?: number;
}

/**
 * Spellings of measures: kind, name, factor, spellings in lower case. Case makes no difference here: UCUM's Mg and ML are
 * megagrams and megalitres, which nobody is given, and MG and ML stand for mg and ml on many labels. `gr` is missing on
 * purpose: to some it is a gram, to others a grain (64.8 mg).
 */
export const measures: [UnitKind, string, number, string][] = [
  ['mass', 'kg', 1e6, 'kg kgs kilogram kilograms kilogramme kilogrammes'],
  ['mass', 'g', 1e3, 'g gm gms gram grams gramme grammes'],
  ['mass', 'mg', 1, 'mg mgs milligram milligrams milligramme milligrammes'],
  ['mass', 'microgram', 1e-3, 'ug ugs mcg mcgs microgram micrograms microgramme microgrammes'],
  ['mass', 'nanogram', 1e-6, 'ng nanogram nanograms nanogramme nanogrammes'],
  ['mass', 'picogram', 1e-9, 'pg picogram picograms picogramme picogrammes'],
  ['volume', 'l', 1e3, 'l litre litres liter liters'],
  ['volume', 'dl', 100, 'dl decilitre decilitres deciliter deciliters'],
  ['volume', 'cl', 10, 'cl centilitre centilitres centiliter centiliters'],
  ['volume', 'ml', 1, 'ml mls cc ccm cm3 millilitre millilitres milliliter milliliters'],
  ['volume', 'microlitre', 1e-3, 'ul mcl microlitre microlitres microliter microliters'],
  ['substance', 'mol', 1e3, 'mol mole moles'],
  ['substance', 'mmol', 1, 'mmol mmols millimole millimoles'],
  ['substance', 'micromole', 1e-3, 'umol mcmol micromole micromoles'],
  ['substance', 'nmol', 1e-6, 'nmol nanomole nanomoles'],
  ['equivalent', 'mEq', 1, 'meq meqs milliequivalent milliequivalents'],
  [
    'unit',
    'unit',
    1,
    "u us iu ius [iu] [u] [usp'u] unt ui ie unit units international|unit international|units int.|units",
  ],
  ['unit', 'milliunit', 1e-3, 'milliunit milliunits'],
  ['unit', 'thousand units', 1e3, 'thousand|unit thousand|units thousand|u thousand|iu'],
  [
    'unit',
    'million units',
    1e6,
    'megaunit megaunits million|unit million|units million|u million|iu mega|unit mega|units',
  ],
];

/** Spellings in which case tells a thousandth from a million: an m and an M before units. */
export const measuresByCase: [UnitKind, string, number, string][] = [
  ['unit', 'milliunit', 1e-3, 'mU mIU m[iU] m[IU] m[U]'],
  ['unit', 'thousand units', 1e3, 'kU kIU k[iU] k[IU] k[U] 10*3.[iU] 10*3[iU]'],
  ['unit', 'million units', 1e6, 'MU MIU M[iU] M[IU] M[U] 10*6.[iU] 10*6[iU]'],
];

/** English words for what is counted, singular, each with its abbreviations and UCUM or HL7 codes. */
export const counted: string[] = [
  ...[
    'tablet tab tabl {tbl}',
    'capsule cap',
    'caplet',
    'pill',
    'softgel',
    'lozenge',
    'pastille',
    'wafer',
    'film',
    'gum',
  ],
  ...['globule', 'granule', 'pellet', 'piece', 'bar', 'strip', 'sachet', 'packet pkt', 'pouch', 'scoop', 'capful'],
  ...['drop drp [drp] gtt', 'puff', 'spray spry', 'squirt', 'actuation', 'inhalation', 'whiff', 'breath', 'nebule'],
  ...['respule', 'inhaler', 'patch', 'plaster', 'dressing', 'pad', 'swab', 'wipe', 'application appl', 'pump', 'dab'],
  ...['suppository supp', 'pessary', 'ovule', 'enema', 'ring', 'applicator', 'applicatorful', 'insert', 'implant'],
  ...['ampoule amp ampule ampul', 'vial', 'syringe', 'pen', 'cartridge', 'injection inj', 'infusion', 'bolus', 'bag'],
  ...['teaspoon tsp [tsp_us] [tsp_m]', 'teaspoonful', 'tablespoon tbsp [tbs_us] [tbs_m]', 'tablespoonful', 'spoon'],
  ...['dessertspoon', 'dessertspoonful', 'spoonful', 'cup', 'glass', 'measure', 'dose', 'mouthful', 'gargle', 'rinse'],
  ...['box', 'pack', 'package', 'bottle', 'tube', 'jar', 'tin', 'blister', 'kit', 'device', 'sponge', 'stick', 'can'],
  ...['shot', 'treatment', 'session', 'cycle', 'click', 'bead', 'lollipop', 'troche', 'cachet', 'bandage', 'sheet'],
  ...[
    'inch',
    'ribbon',
    'cell',
    'needle',
    'injector',
    'autoinjector',
    'minitablet',
    'canister',
    'pod',
    'gummy',
    'pinch',
  ],
];
