import { randomUUID } from 'node:crypto';
import type {
  AllergyIntolerance,
  Bundle,
  CompositionSection,
  FhirResource,
  MedicationRequest,
  Patient,
  Practitioner,
} from 'fhir/r4';
import { searchAll, type AskFhir, type FhirAnswer } from './fhir-ask';
import { allergySection, medicationSection, problemSection, type Section } from './fhir-summary-sections';

/** So many of each type; who has more is told so in the section. */
const mostOfEach = 500;

const profile = (type: string) => `http://hl7.org/fhir/uv/ips/StructureDefinition/${type}-uv-ips`;

/**
 * Returns the International Patient Summary (IPS 2.0) of a patient: a document of what the services have, as far as the caller
 * may see it. What nobody has recorded is said to be unknown, what the caller may not see to be withheld. Where the patient
 * cannot be read, that answer.
 */
export async function summaryOf(id: string, ask: AskFhir, base: string): Promise<FhirAnswer> {
  const found = await ask(`/Patient/${encodeURIComponent(id)}`);
  if (found.status !== 200 || !found.resource) return found;
  const patient = asPatient(found.resource as Patient);
  const now = new Date().toISOString();
  const own = (type: string, more: string) => searchAll(ask, `/${type}?patient=${id}${more}&_count=200`, mostOfEach);
  const [allergies, requests] = await Promise.all([
    own('AllergyIntolerance', ''),
    own('MedicationRequest', '&status=active,on-hold'),
  ]);
  const sections = [
    problemSection(id),
    allergySection({ ...allergies, found: allergies.found as AllergyIntolerance[] }),
    medicationSection(id, { ...requests, found: requests.found as MedicationRequest[] }),
  ];
  const entries = sections.flatMap((section) => section.entries.map(withProfile));
  const document: FhirResource[] = [
    composition(patient, now, sections),
    patient,
    ...entries,
    ...(await prescribersOf(entries, ask)),
  ];
  const bundle: Bundle = {
    resourceType: 'Bundle',
    meta: { profile: [profile('Bundle')] },
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${randomUUID()}` },
    type: 'document',
    timestamp: now,
    entry: document.map((resource) => ({ fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource })),
  };
  return { status: 200, resource: bundle };
}

function composition(patient: Patient, now: string, sections: Section[]): FhirResource {
  return {
    resourceType: 'Composition',
    id: randomUUID(),
    meta: { profile: [profile('Composition')] },
    status: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '60591-5', display: 'Patient summary Document' }] },
    subject: { reference: `Patient/${patient.id}` },
    date: now,
    author: [{ display: 'Hospital fleet' }],
    title: 'International Patient Summary',
    section: sections.map(({ title, code, display, text, emptyReason, entries }): CompositionSection => ({
      title,
      code: { coding: [{ system: 'http://loinc.org', code, display }] },
      text,
      ...(emptyReason && { emptyReason }),
      ...(entries.length > 0 && {
        entry: entries.map((one) => ({ reference: `${one.resourceType}/${one.id}` })),
      }),
    })),
  };
}

/** The profile needs a name and a birth date; of what is not known it takes why. */
function asPatient(patient: Patient): Patient {
  const unknown = {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
  };
  const isNamed = patient.name?.some(({ family, given, text }) => family ?? given ?? text) ?? false;
  return {
    ...withProfile<Patient>(patient),
    ...(!isNamed && { name: [{ _text: unknown }] }),
    ...(patient.birthDate === undefined && { _birthDate: unknown }),
  };
}

function withProfile<R extends FhirResource>(resource: R): R {
  return { ...resource, meta: { ...resource.meta, profile: [profile(resource.resourceType)] } };
}

/** Those who prescribed what is in it, as far as the caller may see them. */
async function prescribersOf(entries: FhirResource[], ask: AskFhir): Promise<Practitioner[]> {
  const references = entries.flatMap((one) =>
    one.resourceType === 'MedicationRequest' ? (one.requester?.reference ?? []) : [],
  );
  const ids = [...new Set(references)].map((one) => one.replace('Practitioner/', '')).slice(0, 50);
  if (ids.length === 0) return [];
  const { found } = await searchAll(ask, `/Practitioner?_id=${ids.join(',')}&_count=200`, mostOfEach);
  return found as Practitioner[];
}
