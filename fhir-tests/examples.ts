import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

type Resource = { resourceType: string; id?: string } & Record<string, unknown>;

const folder = path.dirname(require.resolve('hl7.fhir.r4.examples/package.json'));

// The definitions themselves are published as bundles among the examples, 2 to 35 MB each; no other is larger than 700 kB.
const largest = 1_000_000;

/** One of HL7's own examples, by the name of its file: "Patient-f001". Each call reads it anew. */
export const exampleOf = (name: string): Resource =>
  JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Resource;

/** HL7's own examples of a type, as published with R4 (4.0.1), each with the name of its file: "Patient-f001". */
export const examplesOf = (type: string): { name: string; resource: Resource }[] =>
  readdirSync(folder)
    .filter((file) => file.startsWith(`${type}-`) && statSync(path.join(folder, file)).size < largest)
    .map((file) => path.basename(file, '.json'))
    .map((name) => ({ name, resource: exampleOf(name) }));
