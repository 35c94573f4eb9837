import type { Bundle } from 'fhir/r4';
import type { AskFhir } from '../src/fhir-ask';
import { everythingOf } from '../src/fhir-everything';
import { includesOf, withIncluded } from '../src/fhir-include';

const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const reference = (name: string) => ({ name, type: 'reference' as const });
const capability = {
  resourceType: 'CapabilityStatement' as const,
  status: 'active' as const,
  date: '2026-11-27',
  kind: 'instance' as const,
  fhirVersion: '4.0.1' as const,
  format: ['json'],
  rest: [
    {
      mode: 'server' as const,
      resource: [
        {
          type: 'Appointment' as const,
          searchParam: [reference('patient'), reference('actor'), { name: 'date', type: 'date' as const }],
        },
        { type: 'Invoice' as const, searchParam: [reference('subject')] },
        { type: 'Patient' as const, searchParam: [] },
      ],
    },
  ],
};
const asked = (address: string) =>
  includesOf(address.replace(/^.*\/|\?.*/g, ''), new URLSearchParams(address.replace(/^[^?]*/, '')), capability);
const patient = (n: number) => ({ resourceType: 'Patient', id: id(n) });
const appointment = (n: number, of: number) => ({
  resourceType: 'Appointment',
  id: id(n),
  participant: [{ actor: { reference: `Patient/${id(of)}` } }],
});
const bundle = (...resources: object[]) =>
  ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })),
  }) as Bundle;
const modes = ({ entry = [] }: Bundle) =>
  entry.map(({ resource, search }) => [search?.mode, (resource as { id?: string }).id]);

/** A stand-in for the services, which remembers what it was asked. */
function services(answers: Record<string, object>, seen: string[] = []): AskFhir {
  return (path) => {
    seen.push(path);
    const found = Object.entries(answers).find(([begin]) => path.startsWith(begin))?.[1] ?? bundle();
    return Promise.resolve({ status: 'issue' in found ? 403 : 200, resource: found as Bundle });
  };
}
const refusal = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'forbidden', details: { text: 'Not for you.' } }],
};

describe('_include', () => {
  const search = asked('/fhir/R4/Appointment?date=2026-12-01&_include=Appointment:patient');

  it('is no business of the service', () => {
    expect(search?.query.toString()).toBe('date=2026-12-01');
    expect(asked('/fhir/R4/Appointment?date=2026-12-01')).toBeUndefined();
  });

  it('adds each that is referred to, once, by one request', async () => {
    const seen: string[] = [];
    const found = bundle(appointment(1, 7), appointment(2, 8), appointment(3, 7));
    const all = await withIncluded(
      found,
      search as never,
      services({ '/Patient?': bundle(patient(7), patient(8)) }, seen),
      'http://h/fhir/R4',
    );
    expect(modes(all)).toEqual([
      ['match', id(1)],
      ['match', id(2)],
      ['match', id(3)],
      ['include', id(7)],
      ['include', id(8)],
    ]);
    expect(seen).toEqual([`/Patient?_id=${id(7)},${id(8)}&_count=200`]);
    expect(all.entry?.at(-1)?.fullUrl).toBe(`http://h/fhir/R4/Patient/${id(8)}`);
  });

  it('says what it may not add', async () => {
    const all = await withIncluded(
      bundle(appointment(1, 7)),
      search as never,
      services({ '/Patient': refusal }),
      'http://h/fhir/R4',
    );
    expect(all.entry?.map((entry) => entry.search?.mode)).toEqual(['match', 'outcome']);
    expect(JSON.stringify(all.entry?.[1])).toContain('Patient of Appointment:patient is not included: Not for you.');
  });

  it('adds what refers to the matches', async () => {
    const reverse = asked('/fhir/R4/Patient?name=a&_revinclude=Appointment:patient');
    const seen: string[] = [];
    const all = await withIncluded(
      bundle(patient(7)),
      reverse as never,
      services({ '/Appointment?': bundle(appointment(1, 7)) }, seen),
      'http://h',
    );
    expect(modes(all)).toEqual([
      ['match', id(7)],
      ['include', id(1)],
    ]);
    expect(seen).toEqual([`/Appointment?patient=Patient/${id(7)}&_count=200`]);
  });

  it.each([
    ['/fhir/R4/Appointment?_include=Appointment:date', 'Appointment:patient'],
    ['/fhir/R4/Appointment?_include=Appointment:colour', 'Appointment:patient'],
    ['/fhir/R4/Appointment?_include=Patient:general-practitioner', 'Patient has none'],
    ['/fhir/R4/Appointment?_include=Invoice:subject', 'begins with Appointment:'],
    ['/fhir/R4/Appointment?_include:iterate=Appointment:patient', 'not supported'],
  ])('%s is refused, with what is possible', (address, said) => {
    expect(() => asked(address)).toThrow(said);
  });
});

describe('$everything', () => {
  it('has the patient and all that is theirs, over all pages, and says what the caller may not see', async () => {
    const first = {
      ...bundle(appointment(1, 7)),
      link: [{ relation: 'next', url: 'http://x/fhir/R4/Appointment?patient=1&_cursor=c' }],
    };
    const answers = {
      '/Patient/': patient(7),
      '/Appointment?patient=1&_cursor=c': bundle(appointment(2, 7)),
      '/Appointment?': first,
      '/Invoice': refusal,
    };
    const { resource } = await everythingOf(id(7), undefined, capability, services(answers), 'http://h/fhir/R4');
    expect(modes(resource as Bundle).slice(0, 3)).toEqual([
      ['match', id(7)],
      ['match', id(1)],
      ['match', id(2)],
    ]);
    expect(JSON.stringify(resource)).toContain('Invoice is left out: Not for you.');
    expect((resource as Bundle).total).toBe(3);
  });

  it('of a patient who cannot be read is that answer', async () => {
    expect(await everythingOf(id(7), undefined, capability, services({ '/Patient': refusal }), 'http://h')).toEqual({
      status: 403,
      resource: refusal,
    });
  });
});

test('one search includes by so many parameters that it stays one search', () => {
  const many = (count: number) => asked(`/fhir/R4/Appointment?${'_include=Appointment:patient&'.repeat(count)}`);
  expect(many(10)?.include).toHaveLength(10);
  expect(() => many(11)).toThrow('at most 10');
});
