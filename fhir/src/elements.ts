import type { Extension, Meta, Reference } from 'fhir/r4';

/** What every record of the services has. */
interface Stored {
  version: number;
  updatedAt: string;
}

/** Returns `meta` of a record: its version, and when it last changed. */
export function meta({ version, updatedAt }: Stored): Meta {
  return { versionId: String(version), lastUpdated: updatedAt };
}

/** Says of an element that it has no value, and why (http://hl7.org/fhir/ValueSet/data-absent-reason). */
export function absent(why: 'unknown' | 'asked-unknown' | 'masked' | 'not-applicable' | 'unsupported'): Extension {
  return { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: why };
}

/** Returns a reference that holds under the one base; undefined where there is none. */
export function reference(type: string, id: string | null | undefined, display?: string | null): Reference | undefined {
  if (id === null || id === undefined) return undefined;
  return { reference: `${type}/${id}`, ...(typeof display === 'string' && { display }) };
}
