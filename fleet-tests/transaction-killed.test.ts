import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseSettings } from '@hms/service-kit/database-connection';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { bearer } from '@hms/service-kit/testing/issuer';
import type { AllergyIntolerance, Bundle, BundleEntry } from 'fhir/r4';
import { startProcess } from './service-process';

jest.setTimeout(300_000);

const kills = 20;
const patientsInEach = 10;

/** patient-service on its database of before, once it is ready. */
async function startService(port: number, database: DatabaseSettings) {
  const management = { MANAGEMENT_PORT: String(await freePort()) };
  const { child, ended, output, url } = startProcess('patient-service', port, database, management);
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  atEnd(kill);
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`patient-service has ended: ${output()}`);
    await pause(50);
  }
  return { kill };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const system = 'urn:of-the-test';
const allergyOf = (patient: string): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
  code: { text: 'Latex' },
  patient: { reference: patient },
});

/** Patients with an allergy each, whose numbers begin with that of the attempt. */
const entriesOf = (attempt: string): BundleEntry[] =>
  Array.from({ length: patientsInEach }, (_, i) => {
    const fullUrl = `urn:uuid:${randomUUID()}`;
    const name = [{ family: `F${randomUUID()}`, given: [`G${randomUUID()}`] }];
    const identifier = [{ system, value: `${attempt}-${i}` }];
    return [
      {
        fullUrl,
        resource: { resourceType: 'Patient' as const, name, identifier },
        request: { method: 'POST' as const, url: 'Patient' },
      },
      { resource: allergyOf(fullUrl), request: { method: 'POST' as const, url: 'AllergyIntolerance' } },
    ];
  }).flat();

it('is stored as a whole or not at all when its service is killed, and its answer is true', async () => {
  const [port, database] = [await freePort(), await createTestDatabase('patient-service')];
  const base = `http://127.0.0.1:${port}/fhir/R4`;
  const ask = async (path: string, body?: object) => {
    const headers = { ...bearer(), 'content-type': 'application/fhir+json' };
    const response = await fetch(
      `${base}${path}`,
      body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers },
    );
    return { status: response.status, bundle: (await response.json()) as Bundle };
  };
  const transact = (attempt: string) =>
    ask('', { resourceType: 'Bundle', type: 'transaction', entry: entriesOf(attempt) });
  let service = await startService(port, database);

  // the first after a start takes longer than those that follow
  const began = Date.now();
  await transact(randomUUID());
  const took = Date.now() - began;
  await service.kill();
  service = await startService(port, database);

  const seen = { all: 0, nothing: 0, answered: 0 };
  for (let i = 0; i < kills; i += 1) {
    const attempt = randomUUID();
    const inFlight = transact(attempt).catch(() => undefined);
    // from its beginning to a while after its end
    await pause((took * 1.6 * i) / (kills - 1));
    await service.kill();
    const answer = await inFlight;
    service = await startService(port, database);

    const numbers = Array.from({ length: patientsInEach }, (_, n) => `${system}|${attempt}-${n}`);
    const found = await Promise.all(numbers.map((number) => ask(`/Patient?identifier=${encodeURIComponent(number)}`)));
    const patients = found.flatMap(({ bundle }) => bundle.entry ?? []);
    const allergies = await Promise.all(
      patients.map(({ resource }) => ask(`/AllergyIntolerance?patient=${resource?.id}`)),
    );
    const stored = patients.length + allergies.flatMap(({ bundle }) => bundle.entry ?? []).length;
    expect([0, 2 * patientsInEach]).toContain(stored);
    seen[stored === 0 ? 'nothing' : 'all'] += 1;
    if (answer === undefined) continue;
    seen.answered += 1;
    expect({ stored, status: answer.status }).toEqual({ stored: 2 * patientsInEach, status: 200 });
    const told = (answer.bundle.entry ?? []).flatMap(({ resource }) =>
      resource?.resourceType === 'Patient' ? [resource] : [],
    );
    expect(told.map(({ id }) => id).sort()).toEqual(patients.map(({ resource }) => resource?.id).sort());
    expect(told).toEqual(expect.arrayContaining(patients.map(({ resource }) => resource)));
  }
  // the kills were not all before it or all after it
  expect(seen.all).toBeGreaterThan(0);
  expect(seen.nothing).toBeGreaterThan(0);
});
