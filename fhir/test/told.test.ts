import { tellingAsAsked, toldOf } from '@hms/fhir/told';
import type { Patient } from 'fhir/r4';

interface Native {
  id: string;
  version: number;
  familyName?: string;
}

function counting() {
  const mapped: Native[] = [];
  const toFhir = (record: Native): Patient => {
    mapped.push(record);
    const { id, version, familyName = '' } = record;
    return { resourceType: 'Patient', id, meta: { versionId: String(version) }, name: [{ family: familyName }] };
  };
  return { mapped, toFhir };
}

const id = '01900000-0000-7002-8000-000000000129';
const textOf = (version: number, familyName?: string) => JSON.stringify({ id, version, familyName });

test('a record that has not changed is mapped once', () => {
  const { mapped, toFhir } = counting();
  const first = toldOf({ toFhir }, textOf(1, 'Byron'));
  expect(toldOf({ toFhir }, textOf(1, 'Byron'))).toEqual(first);
  expect(mapped).toHaveLength(1);
  expect(first).toMatchObject({ id, versionId: '1', text: expect.stringContaining('"family":"Byron"') });
});

test('one that has changed, and what another caller sees less of, is another record', () => {
  const { toFhir } = counting();
  const texts = [textOf(1, 'Byron'), textOf(1), textOf(2, 'Lovelace'), textOf(1, 'Byron')];
  const families = texts.map((text) => (JSON.parse(toldOf({ toFhir }, text).text) as Patient).name?.[0]?.family);
  expect(families).toEqual(['Byron', '', 'Lovelace', 'Byron']);
});

test('what was told long ago is forgotten', () => {
  const { mapped, toFhir } = counting();
  const long = 'x'.repeat(300_000);
  for (const n of Array(20).keys())
    toldOf({ toFhir }, JSON.stringify({ id: `${n}${id}`, version: 1, familyName: long }));
  toldOf({ toFhir }, JSON.stringify({ id: `19${id}`, version: 1, familyName: long }));
  expect(mapped).toHaveLength(20);
  toldOf({ toFhir }, JSON.stringify({ id: `0${id}`, version: 1, familyName: long }));
  expect(mapped).toHaveLength(21);
});

test('what is asked for in part is told in part, and leaves the whole as it is', () => {
  const { toFhir } = counting();
  const part = tellingAsAsked({ toFhir }, { _elements: 'id' })(textOf(1, 'Byron'));
  expect(JSON.parse(part.text)).not.toHaveProperty('name');
  expect(toldOf({ toFhir }, textOf(1, 'Byron')).text).toContain('Byron');
});
