import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bundle, Composition } from 'fhir/r4';
import { faultsByIps } from './validators/profiles';

const file = path.resolve(__dirname, 'node_modules/hl7.fhir.uv.ips/example/Bundle-IPS-examples-Bundle-01.json');
const document = JSON.parse(readFileSync(file, 'utf8')) as Bundle;
const composition = document.entry?.[0]?.resource as Composition;
const faults = (resource: object) => faultsByIps(resource as { resourceType: string }).join('\n');

test("HL7's own example of a summary has no fault", () => {
  const profiled = (document.entry ?? []).filter(({ resource }) =>
    /^(Patient|AllergyIntolerance|Condition|MedicationStatement|Composition)$/.test(resource?.resourceType ?? ''),
  );
  expect(profiled.length).toBeGreaterThan(4);
  expect([document, ...profiled.flatMap(({ resource }) => resource ?? [])].map(faults).filter(Boolean)).toEqual([]);
});

test.each([
  ['a section', { ...composition, section: composition.section?.slice(1) }, 'section:section'],
  ['the type', { ...composition, type: { coding: [{ system: 'http://loinc.org', code: '1-8' }] } }, 'Composition.type'],
  ['a subject', { ...composition, subject: undefined }, 'subject'],
  ['a timestamp', { ...document, timestamp: undefined }, 'Bundle.timestamp'],
  ['a composition', { ...document, entry: document.entry?.slice(1) }, 'entry:composition'],
  ['a name', { resourceType: 'Patient', birthDate: '1980', name: [{ use: 'official' }] }, 'ips-pat-1'],
  ['a birth date', { resourceType: 'Patient', name: [{ text: 'Ada' }] }, 'Patient.birthDate'],
])('who lacks %s has a fault that names it', (_what, resource, named) => {
  expect(faults(resource)).toContain(named);
});
