import type { CodeableConcept } from 'fhir/r4';
import { z } from 'zod';

export const atc = 'http://www.whocc.no/atc';
const snomed = 'http://snomed.info/sct';
export const statusReasons = 'http://terminology.hl7.org/CodeSystem/medicationrequest-status-reason';
/** Our own rules, and our own reasons to go on in spite of what they find. */
export const ruleCodes = 'urn:hms:safety-rule';
export const overrideReasons = 'urn:hms:override-reason';
/** As patient-service has it. */
export const mrnSystem = 'urn:hms:mrn';
export const identifierTypes = 'http://terminology.hl7.org/CodeSystem/v2-0203';

/** A code of ATC, of a drug or of a group: J, J01, J01C, J01CA, J01CA04. */
export const atcForm = '^[A-Z](\\d\\d([A-Z]([A-Z](\\d\\d)?)?)?)?$';
const hasAtcForm = new RegExp(atcForm, 'i');

/** FHIR's systems for the words that people write; what is neither known nor an address says no system. */
const systems: Record<string, string> = {
  atc,
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  snomed,
  'snomed ct': snomed,
};

/** Returns the address of a code's system. Without a system, a code that has the form of one is of ATC. */
export function systemOf(system: string | null, code: string | null): string | undefined {
  if (system === null) return hasAtcForm.test(code ?? '') ? atc : undefined;
  return systems[system.toLowerCase()] ?? (/^[a-z][a-z0-9+.-]*:\S+$/i.test(system) ? system : undefined);
}

/** Returns what people write for a system, in lower case: its address, or one of its names. */
export function wordsOf(system: string): string[] {
  const names = Object.entries(systems).flatMap(([name, address]) => (address === system ? [name] : []));
  return [system.toLowerCase(), ...names];
}

/** SNOMED CT's codes (http://hl7.org/fhir/ValueSet/route-codes) for routes by FHIR's, EDQM's and the wards' words. */
const routes: [code: string, display: string, ...words: string[]][] = [
  ['26643006', 'Oral route', 'oral', 'orally', 'po', 'per os', 'by mouth'],
  ['37839007', 'Sublingual route', 'sublingual', 'sl'],
  ['34206005', 'Subcutaneous route', 'subcutaneous', 'sc'],
  ['78421000', 'Intramuscular route', 'intramuscular', 'im'],
  ['47625008', 'Intravenous route', 'intravenous', 'iv'],
  ['6064005', 'Topical route', 'topical'],
  ['45890007', 'Transdermal route', 'transdermal'],
  ['54485002', 'Ophthalmic route', 'ophthalmic'],
  ['10547007', 'Otic route', 'otic'],
  ['46713006', 'Nasal route', 'nasal', 'intranasal'],
  ['37161004', 'Rectal route', 'rectal', 'pr'],
  ['16857009', 'Vaginal route', 'vaginal', 'pv'],
];

const routeCodings = new Map(
  routes.flatMap(([code, display, ...words]) => words.map((word) => [word, { system: snomed, code, display }])),
);

/** Returns a route as it was written, with SNOMED CT's code where the word is known. */
export function routeOf(route: string | null): CodeableConcept | undefined {
  if (route === null) return undefined;
  const word = route
    .toLowerCase()
    .replaceAll('.', '')
    .replace(/ (?:route|use)$/, '');
  const coding = routeCodings.get(word);
  return coding ? { coding: [coding], text: route } : { text: route };
}

/** A route in a body: in words, or by a code of which we know the word; where there are both, they have to agree. */
export const route = z
  .strictObject({
    coding: z
      .array(z.strictObject({ system: z.literal(snomed), code: z.string(), display: z.string().optional() }))
      .min(1)
      .max(1, 'is kept once; send one')
      .optional(),
    text: z.string().optional(),
  })
  .transform(({ coding, text }, context) => {
    const code = coding?.[0]?.code;
    const [, , word] = routes.find(([known]) => known === code) ?? [];
    const said = text ?? word;
    const isKept = code === undefined || routeOf(said ?? null)?.coding?.[0]?.code === code;
    if (said !== undefined && isKept) return said;
    const message = 'is not kept, because no word for it is known here; say the route in text alone';
    context.addIssue({ code: 'custom', path: code === undefined ? ['text'] : ['coding', 0, 'code'], message });
    return z.NEVER;
  });
