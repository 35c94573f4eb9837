import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Example {
  /** The name of its file: "Patient-f001.json". */
  name: string;
  resource: { resourceType: string; id?: string };
}

const folder = path.dirname(require.resolve('hl7.fhir.r4.examples/package.json'));

// The definitions themselves are published as bundles among the examples, 2 to 35 MB each; no other is larger than 700 kB.
const largest = 1_000_000;

/** HL7's own examples of a type, as published with R4 (4.0.1), read anew at each call. */
export const examplesOf = (type: string): Example[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`${type}-`) && name.endsWith('.json'))
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }))
    .filter(({ text }) => text.length < largest)
    .map(({ name, text }) => ({ name, resource: JSON.parse(text) as Example['resource'] }));
