import { createHash } from 'node:crypto';
import { itConforms } from '@hms/service-kit/testing/conformance';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { patientList } from '../src/patient-store';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let served: Fixture['served'];

beforeAll(async () => {
  hospital = await startPatientService();
  served = hospital.served;
});

const register = (patient: object) => hospital.register({ givenName: 'Test', familyName: 'Patient', ...patient });
const find = (query: Record<string, string>) => hospital.find(query);

/** As many different letters as there are texts, so that no two sound or look alike. */
const letters = (text: string) =>
  createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/\d/g, (digit) => 'ghjklmnpqr'.charAt(Number(digit)));

itConforms({
  served: () => served,
  collection: '/patients',
  newRecord: (n) => ({
    givenName: `Zebulon${letters(String(n))}`,
    familyName: `Quarrington${n}`,
    birthDate: '1984-07-23',
    phone: '+44 20 7946 0018',
    email: `zq${n}@example.org`,
    address: { line1: '1 High Street', city: 'Leeds' },
    contacts: [{ name: 'Ottoline Quarrington', relationship: 'mother' }],
  }),
  patch: { phone: null, gender: 'other' },
  patched: { phone: null, gender: 'other' },
  logged: () => hospital.logged(),
  personal: ['Zebulon', 'Quarrington', '7946 0018', '79460018', 'example.org', 'Ottoline'],
});

itServesEveryFilter(
  () => hospital.db,
  patientList,
  `with words as (
     insert into name_words select word, word_keys(word)
     from (select translate(left(md5(n::text), 9), '0123456789', 'ghjklmnpqr') from generate_series(2001, 12000) n) more (word)
     on conflict do nothing
   ), made as (
     insert into patients (given_name, family_name, birth_date, gender, phone, email, active, deceased_at)
     select translate(left(md5(n::text), 9), '0123456789', 'ghjklmnpqr'), 'Family', (date '1930-01-01' + n % 30000)::text, case when n % 500 = 0 then 'other' else 'female' end,
       '+4420' || n, 'p' || n || '@example.net', n % 500 <> 0,
       case when n % 500 = 0 then now() end
     from generate_series(1, 2000) n returning id)
   insert into patient_identifiers (patient_id, system, value, position) select id, 'test', id::text, 1 from made`,
  'patients, patient_identifiers, patient_words, name_words',
  {
    id: ['01900000-0000-7abc-8000-00000000abcd', 'patients_pkey'],
    name: [letters('777').slice(0, 9), 'patient_words_pkey'],
    birthDate: ['1950-01-01', 'patients_by_birth_date'],
    gender: ['other', 'patients_by_gender'],
    phone: ['+44207777', 'patients_by_phone_end'],
    email: ['P777@example.net', 'patients_by_email'],
    mrn: ['100-000-777', 'patients_mrn_unique'],
    identifier: ['test|777', 'patient_identifiers_unique'],
    active: [false, 'patients_by_active'],
    deceased: [true, 'patients_by_deceased'],
  },
);

describe('a patient', () => {
  it('is answered with every field, in the forms of the contract', async () => {
    const response = await served.api.post('/patients').send({
      givenName: ' José ',
      familyName: 'Núñez',
      birthDate: '1984-02-29',
      gender: 'male',
      email: 'jose@example.org',
      identifiers: [{ system: 'urn:nid', value: 'A-1' }],
      deceasedAt: '2024-11-01T10:00:00+01:00',
    });
    expect(response).toMatchObject({
      status: 201,
      body: {
        mrn: expect.stringMatching(/^\d{3}-\d{3}-\d{3}$/),
        givenName: 'José',
        birthDate: '1984-02-29',
        phone: null,
        address: null,
        contacts: [],
        identifiers: [{ system: 'urn:nid', value: 'A-1' }],
        active: true,
        deceasedAt: '2024-11-01T09:00:00+00:00',
      },
    });
  });

  it('has its nested parts merged by a patch, and its lists replaced', async () => {
    const { id } = await register({ address: { line1: '1 High Street', city: 'Leeds' }, identifiers: [] });
    const response = await served.api.patch(`/patients/${id}`).send({
      address: { city: 'York', line1: null },
      identifiers: [{ system: 'urn:nid', value: 'B-2' }],
    });
    expect(response).toMatchObject({
      status: 200,
      body: { address: { city: 'York', line1: null }, identifiers: [{ system: 'urn:nid', value: 'B-2' }] },
    });
  });

  it('cannot lose what is required, or have what the service makes changed', async () => {
    const { id } = await register({});
    const response = await served.api.patch(`/patients/${id}`).send({ birthDate: 'once', mrn: '1', version: 9 });
    expect(response).toMatchObject({ status: 400 });
    const { errors } = response.body as { errors: { pointer: string; detail: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/birthDate', '/mrn', '/version']);
    expect(errors.find(({ pointer }) => pointer === '/mrn')?.detail).toContain('known are: givenName');
    expect(await served.api.get(`/patients/${id}`)).toMatchObject({ body: { version: 1 } });
  });

  it('is refused with an identifier that another has, and nothing is written', async () => {
    const identifiers = [{ system: 'urn:passport', value: 'P1' }];
    const { id } = await register({ identifiers });
    const response = await served.api.post('/patients').send({ givenName: 'An', familyName: 'Other', identifiers });
    expect(response).toMatchObject({ status: 409, body: { type: '/problems/identifier-taken' } });
    expect(await find({ name: 'other an' })).toEqual([]);
    expect(await find({ identifier: 'urn:passport|P1' })).toEqual([id]);
  });
});

it('names an identifier once, and finds one whose value has a |', async () => {
  const identifiers = [{ system: 'urn:x', value: 'a|b' }];
  const twice = { givenName: 'A', familyName: 'B', identifiers: [...identifiers, ...identifiers] };
  expect(await served.api.post('/patients').send(twice)).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/identifiers', detail: 'contains the same identifier twice' }] },
  });
  const { id } = await register({ identifiers });
  expect(await find({ identifier: 'urn:x|a|b' })).toEqual([id]);
});

it('keeps an inactive patient inactive when a patch tries to clear that', async () => {
  const { id } = await register({ active: false });
  expect(await served.api.patch(`/patients/${id}`).send({ active: null })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/active', detail: 'cannot be cleared' }] },
  });
});

it('refuses times and offsets that no place on earth has', async () => {
  for (const deceasedAt of [
    '2026-01-01T00:00:00+17:00',
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '+012026-01-01T00:00:00Z',
  ]) {
    const response = await served.api.post('/patients').send({ givenName: 'A', familyName: 'B', deceasedAt });
    expect(response).toMatchObject({ status: 400, body: { errors: [{ pointer: '/deceasedAt' }] } });
  }
});

describe('medical record numbers', () => {
  it('are unique when fifty are made at once, and carry a right check digit', async () => {
    const patients = await Promise.all(Array.from({ length: 50 }, () => register({})));
    const numbers = patients.map(({ mrn }) => mrn.replaceAll('-', ''));
    expect(new Set(numbers).size).toBe(50);
    const [row] = await hospital.db.query<{ right: boolean }>(
      'select bool_and(damm_digit(n) = 0) as right from unnest($1::text[]) n',
      [numbers],
    );
    expect(row?.right).toBe(true);
  });

  it('have a check digit that shows every wrong digit and every swap of upstreams', async () => {
    const { mrn } = await register({});
    const digits = mrn.replaceAll('-', '');
    const wrong = [...digits].flatMap((digit, i) =>
      [...'0123456789']
        .filter((other) => other !== digit)
        .map((other) => digits.slice(0, i) + other + digits.slice(i + 1)),
    );
    const swapped = [...digits.slice(1)].flatMap((digit, i) =>
      digit === digits[i] ? [] : [digits.slice(0, i) + digit + digits.slice(i, i + 1) + digits.slice(i + 2)],
    );
    const [row] = await hospital.db.query<{ missed: bigint }>(
      'select count(*) as missed from unnest($1::text[]) n where damm_digit(n) = 0',
      [[...wrong, ...swapped]],
    );
    expect(row?.missed).toBe(0n);
  });
});

describe('finding patients', () => {
  it('goes by number, however it is typed', async () => {
    const { id, mrn } = await register({ phone: '(020) 7946-0999' });
    expect(await find({ mrn: mrn.replaceAll('-', ' ') })).toEqual([id]);
    for (const phone of ['020 7946 0999', '+44 20 7946 0999', '+442079460999'])
      expect(await find({ phone })).toEqual([id]);
  });

  it('combines filters', async () => {
    const { id } = await register({ familyName: 'Combined', gender: 'female', active: false, email: 'C@Example.org' });
    const all = { name: 'combined', gender: 'female', active: 'false', email: 'C@example.org' };
    expect(await find(all)).toEqual([id]);
    expect(await find({ ...all, gender: 'male' })).toEqual([]);
  });

  it('leaves out the deceased, unless it is asked for them or by a number', async () => {
    const identifiers = [{ system: 'urn:nid', value: 'D-1' }];
    const { id, mrn } = await register({ givenName: 'Late', deceasedAt: '2024-01-01T00:00:00Z', identifiers });
    const { id: living } = await register({ givenName: 'Late' });
    for (const name of ['late', 'late patient']) {
      expect(await find({ name })).toEqual([living]);
      expect(await find({ name, deceased: 'true' })).toEqual([id]);
      expect(await find({ name, deceased: 'any' })).toEqual([living, id]);
    }
    expect(await find({ deceased: 'true', limit: '1' })).toEqual([id]);
    expect(await find({ mrn })).toEqual([id]);
    expect(await find({ identifier: 'urn:nid|D-1' })).toEqual([id]);
    expect(await find({ mrn, deceased: 'false' })).toEqual([]);
    expect(await served.api.get(`/patients/${id}`)).toMatchObject({ status: 200 });
  });
});

describe('phone numbers and e-mail addresses', () => {
  it('are kept in one form', async () => {
    const contacts = [{ name: 'A Sister', phone: '(07700) 900123' }];
    const { id } = await register({ phone: '020 7946 0018', email: ' Ada.L@EXAMPLE.Org ', contacts });
    expect(await served.api.get(`/patients/${id}`)).toMatchObject({
      body: { phone: '+442079460018', email: 'Ada.L@example.org', contacts: [{ phone: '+447700900123' }] },
    });
  });

  it('are refused with a word on how to mend them', async () => {
    const wrong = {
      familyName: 'X',
      phone: '12',
      email: 'nobody',
      contacts: [{ name: 'Y', phone: '+44 20 7946 0018 x5' }],
    };
    const response = await served.api.post('/patients').send(wrong);
    expect(response).toMatchObject({ status: 400 });
    const { errors } = response.body as { errors: { pointer: string; detail: string }[] };
    expect(Object.fromEntries(errors.map(({ pointer, detail }) => [pointer, detail]))).toEqual({
      '/phone': 'must be a phone number, such as +44 20 7946 0018; without the plus it is taken as one of GB',
      '/email': 'must be an e-mail address, such as name@example.org',
      '/contacts/0/phone': 'must be without an extension',
    });
  });
});
