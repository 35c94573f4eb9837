import { randomUUID } from 'node:crypto';

import type { Appointment, Bundle } from 'fhir/r4';
import { planOf, searchOf } from '@hms/fhir/search';
import { listStatement } from '@hms/service-kit/paging';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import type { AppointmentContext } from '../src/context';
import { appointmentResource } from '../src/fhir/appointment';
import { startAppointmentService, works, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
const [ada, ben] = [randomUUID(), randomUUID()];
const [newYork, unknownZone] = [randomUUID(), randomUUID()];
const ids: Record<string, string> = {};
const nameOf = (id: string | undefined) => Object.keys(ids).find((name) => ids[name] === id);

const book = async (name: string, patientId: string, doctorId: string, time: string) => {
  const { status, body } = await hospital.served.api.post('/appointments').send({ patientId, doctorId, time });
  expect({ status, body }).toMatchObject({ status: 201 });
  ids[name] = (body as { id: string }).id;
};

beforeAll(async () => {
  hospital = await startAppointmentService({ timeZone: 'Europe/London' });
  fhir = fhirClient(hospital.served.url);
  hospital.doctors.behave(works(undefined, { timeZone: 'America/New_York' }));
  // clocks go back there on 2 November 2031, at 06:00 UTC, and forward on 9 March
  await book('before midnight', ada, newYork, '2031-11-02T03:30:00Z');
  await book('after midnight', ben, newYork, '2031-11-02T04:30:00Z');
  await book('last of the long day', ada, newYork, '2031-11-03T04:30:00Z');
  await book('next day', ben, newYork, '2031-11-03T05:00:00Z');
  // as a doctor-service of before answers: then the hospital's clock counts
  hospital.doctors.behave(works(undefined, { timeZone: undefined }));
  await book('summer in London', ada, unknownZone, '2031-07-01T23:30:00Z');
  await hospital.served.api.post(`/appointments/${ids['summer in London']}/cancel`).send({});
});

const found = async (query: string, client = fhir): Promise<(string | undefined)[]> => {
  const { status, resource } = await client.get(`/Appointment?${query}`);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return ((resource as Bundle<Appointment>).entry ?? []).map((entry) => nameOf(entry.resource?.id));
};

test.each([
  // a day is that of the doctor, of 25 hours here
  ['date=2031-11-02&_sort=date', ['after midnight', 'last of the long day']],
  ['date=2031-11-01', ['before midnight']],
  ['date=ge2031-11-03', ['next day']],
  ['date=lt2031-11-02&date=gt2031-10', ['before midnight']],
  ['date=2031-11-01T23:30', ['before midnight']],
  // with a zone it is that moment
  ['date=2031-11-02T04:30:00Z', ['after midnight']],
  ['date=ge2031-11-02T23:30:00-05:00&_sort=date', ['last of the long day', 'next day']],
  ['date=2031-07-02', ['summer in London']],
  ['date=2031-07-01', []],
  ['date=ne2031-11-02&_sort=-date', ['next day', 'before midnight', 'summer in London']],
  [`patient=${ada}&_sort=date`, ['summer in London', 'before midnight', 'last of the long day']],
  [`patient=Patient/${ben}&date=2031-11-02`, ['after midnight']],
  [`patient:Patient=${ben}&date=2031-11-03`, ['next day']],
  [`patient=${randomUUID()}`, []],
  [`practitioner=Practitioner/${unknownZone}`, ['summer in London']],
  [`practitioner=${randomUUID()}`, []],
  [`actor=Patient/${ben}&_sort=-date`, ['next day', 'after midnight']],
  [`actor=Practitioner/${unknownZone}`, ['summer in London']],
  [`actor=${unknownZone}`, ['summer in London']],
  [`actor:Patient=${unknownZone}`, []],
  ['status=cancelled', ['summer in London']],
  ['status:not=booked', ['summer in London']],
  ['status=http://hl7.org/fhir/appointmentstatus|arrived', []],
  ['status=proposed', []],
  ['_lastUpdated=gt2100', []],
  ['_lastUpdated=ge2020&status=cancelled', ['summer in London']],
])('%s', async (query, expected) => {
  expect(await found(query)).toEqual(expected);
});

test('by id, by form, and in pages that neither repeat nor skip', async () => {
  expect(await found(`_id=${ids['next day']}`)).toEqual(['next day']);
  expect(await found(`_id=${randomUUID()}`)).toEqual([]);
  const { resource } = await fhir.search('Appointment', {
    patient: `Patient/${ben}`,
    _sort: 'date',
    _total: 'accurate',
  });
  expect(resource).toMatchObject({ total: 2, entry: [{ resource: { id: ids['after midnight'] } }, {}] });
  const seen: unknown[] = [];
  let next: string | undefined = `/Appointment?practitioner=${newYork}&_count=1&_sort=date`;
  while (next !== undefined) {
    const bundle = (await fhir.get(next)).resource as Bundle<Appointment>;
    seen.push(...(bundle.entry ?? []).map((entry) => nameOf(entry.resource?.id)));
    next = bundle.link?.find(({ relation }) => relation === 'next')?.url.replace(/^.*\/R4/, '');
  }
  expect(seen).toEqual(['before midnight', 'after midnight', 'last of the long day', 'next day']);
});

test.each([
  'identifier=1',
  'status=done',
  'date=2031-02-30',
  'date=soon',
  `patient=Practitioner/${ada}`,
  'actor=Location/1',
  '_sort=patient',
])('%s is refused, and says what is possible', async (query) => {
  const { status, resource } = await fhir.get(`/Appointment?${query}`);
  expect({ status, resource }).toMatchObject({ status: 400, resource: { resourceType: 'OperationOutcome' } });
});

test('a day is found by the index', async () => {
  const resource = appointmentResource({ upstreams: {} } as AppointmentContext);
  const search = searchOf(resource).parse({ date: '2031-11-02', _sort: 'date' });
  const { text, values } = listStatement(planOf(resource, search), search);
  const plan = await hospital.db.transaction(async (tx) => {
    await tx.query('set local enable_seqscan = off');
    await tx.query('set local enable_sort = off');
    return tx.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
  });
  const lines = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(lines).toMatch(/Index Cond: .*start_at >= .*start_at < /);
});

test('the metadata tell of all of it, and are valid', async () => {
  const { resource } = await fhir.get('/metadata');
  expect(resource).toMatchObject({
    rest: [
      {
        resource: [
          { type: 'Appointment', operation: [{ name: 'find' }, { name: 'book' }, { name: 'hold' }] },
          { type: 'Slot' },
          { type: 'AuditEvent' },
          { type: 'Provenance' },
        ],
      },
    ],
  });
});

describe('access is as natively', () => {
  const patient = () => fhirClient(hospital.served.url, { roles: ['patient'], patient_id: ada });
  const own = ['summer in London', 'before midnight', 'last of the long day'];

  test('a patient finds their own, whatever is asked', async () => {
    expect(await found('_sort=date', patient())).toEqual(own);
    expect(await found(`patient=Patient/${ada}&_sort=date`, patient())).toEqual(own);
    expect(await found(`actor=Patient/${ada}&_sort=date`, patient())).toEqual(own);
    expect(await found(`practitioner=${newYork}&_sort=date`, patient())).toEqual(own.slice(1));
    expect(await found(`_id=${ids['next day']}`, patient())).toEqual([]);
    expect(await found(`patient=${ben}`, patient())).toEqual([]);
    expect(await found(`patient=${ada}&patient=${ben}`, patient())).toEqual([]);
    expect(await found(`patient=${ada},${ben}`, patient())).toEqual([]);
    expect(await found(`actor=Patient/${ben}`, patient())).toEqual([]);
    expect((await patient().search('Appointment', { patient: ben })).resource).not.toHaveProperty('entry');
  });

  test('of another there is none, by any door', async () => {
    const id = ids['next day'] ?? '';
    for (const path of [`/${id}`, `/${id}/_history`, `/${id}/_history/2`])
      expect(await patient().get(`/Appointment${path}`)).toMatchObject({
        status: 404,
        resource: { issue: [{ code: 'not-found' }] },
      });
    const { resource } = await fhir.get(`/Appointment/${id}`);
    const cancelled = { ...(resource as Appointment), status: 'cancelled' };
    expect(await patient().send('PUT', `/Appointment/${id}`, cancelled)).toMatchObject({ status: 404 });
    for (const path of ['', '/_history', '/_history/2'])
      expect((await patient().get(`/Appointment/${ids['before midnight']}${path}`)).status).toBe(200);
  });

  test('a patient moves and cancels their own, and is said to have done so; the reason is not theirs to change', async () => {
    const read = (await patient().get(`/Appointment/${ids['before midnight']}`)).resource as Appointment;
    const put = (more: object) => patient().send('PUT', `/Appointment/${read.id}`, { ...read, ...more });
    expect(await put({ reasonCode: [{ text: 'x' }] })).toMatchObject({ status: 403 });
    expect(await put({ status: 'arrived' })).toMatchObject({ status: 403 });
    const times = { start: '2031-12-01T10:00:00Z', end: '2031-12-01T10:30:00Z' };
    expect(await put({ ...times, end: '2031-12-01T10:45:00Z', minutesDuration: 45 })).toMatchObject({
      status: 400,
      resource: { issue: [{ details: { text: expect.stringContaining('not for your role to set') } }] },
    });
    expect(await put(times)).toMatchObject({ status: 200, resource: { start: '2031-12-01T10:00:00+00:00' } });
    const { resource } = await put({ ...times, status: 'cancelled' });
    expect(resource).toMatchObject({
      status: 'cancelled',
      participant: [{ status: 'declined' }, { status: 'accepted' }],
    });
  });

  test('roles that have no calendar have none here', async () => {
    const cashier = fhirClient(hospital.served.url, { roles: ['cashier'] });
    for (const path of ['/Appointment', `/Appointment/${ids['next day']}`, `/Slot?schedule=${newYork}`])
      expect((await cashier.get(path)).status).toBe(403);
    const integration = fhirClient(hospital.served.url, { roles: ['integration'] });
    expect((await integration.get(`/Appointment/${ids['next day']}`)).status).toBe(200);
    expect((await integration.get(`/Appointment/${ids['next day']}/_history`)).status).toBe(403);
  });
});

it('is not held up by a word without an end', async () => {
  for (const actor of ['A'.repeat(90_000), `Patient/${'A'.repeat(90_000)}`, 'A/'.repeat(20_000)]) {
    const { status } = await fhir.search('Appointment', { actor });
    expect([200, 400]).toContain(status);
  }
}, 15_000);
