import { invalidRequest } from '@hms/service-kit/problem';
import type { Bundle, CapabilityStatement } from 'fhir/r4';
import { entryOf, noteOf, searchAll, servedTypes, type AskFhir, type FhirAnswer } from './fhir-ask';
import { unknownFhirType } from './problems';

/** So many of each type; who has more is told so. */
const mostOfEach = 2000;

/** Who read and who wrote it is no part of a record, unless it is asked for by `_type`. */
const aboutTheRecord = ['AuditEvent', 'Provenance'];

/** The parameters by which a resource is a patient's. */
const ofPatient = ['patient', 'subject', 'recipient'];

/**
 * Returns a patient with all that the services have of them, as far as the caller may see it; of what is left out it says why.
 * Where the patient cannot be read, that answer.
 * @param types those that are asked for; undefined: all
 */
export async function everythingOf(
  id: string,
  types: string[] | undefined,
  capability: CapabilityStatement,
  ask: AskFhir,
  base: string,
): Promise<FhirAnswer> {
  const patient = await ask(`/Patient/${encodeURIComponent(id)}`);
  if (patient.status !== 200 || !patient.resource) return patient;
  const notes: string[] = [];
  const entries = [entryOf(base, patient.resource, 'match')];
  for (const { type, searchParam = [] } of capability.rest?.[0]?.resource ?? []) {
    const parameter = searchParam.find((one) => one.type === 'reference' && ofPatient.includes(one.name));
    if (!parameter || !(types ? types.includes(type) : !aboutTheRecord.includes(type))) continue;
    const { found, isAll, refusal } = await searchAll(ask, `/${type}?${parameter.name}=${id}&_count=200`, mostOfEach);
    entries.push(...found.map((one) => entryOf(base, one, 'match')));
    if (refusal) notes.push(`${type} is left out: ${refusal.issue[0]?.details?.text ?? 'it was refused.'}`);
    else if (!isAll)
      notes.push(`Of ${type} there are more than the ${found.length} that are here; search for the rest.`);
  }
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: entries.length,
    link: [{ relation: 'self', url: `${base}/Patient/${id}/$everything` }],
    entry: [...entries, ...noteOf(notes)],
  };
  return { status: 200, resource: bundle };
}

/** Throws a 400 problem where something is asked for that would be ignored. @param names of what is asked */
export function requireOnly(names: string[], known: string[]): void {
  const faults = names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      in: 'query' as const,
      pointer: `/${name}`,
      detail: `is not known here; known are: ${known.join(', ')}`,
    }));
  if (faults.length > 0) throw invalidRequest(faults);
}

/** Throws a 400 problem for a type that is not served. */
export function typesIn(asked: unknown): string[] | undefined {
  if (typeof asked !== 'string') return undefined;
  const types = asked.split(',');
  const unknown = types.find((type) => !servedTypes.includes(type));
  if (unknown !== undefined) throw unknownFhirType(unknown, servedTypes);
  return types;
}
