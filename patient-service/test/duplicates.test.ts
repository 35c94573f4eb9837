import { randomUUID } from 'node:crypto';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let api: Fixture['served']['api'];

beforeEach(async () => {
  hospital = await startPatientService();
  ({ api } = hospital.served);
});

const jose = {
  givenName: 'José',
  familyName: 'Álvarez',
  birthDate: '1984-07-23',
  gender: 'male',
  phone: '+44 20 7946 0018',
  address: { line1: '1 High Street', postalCode: 'E8 3CM' },
};

/** What registering `later` beside `first` is answered. */
const beside = async (first: object, later: object) => {
  await hospital.register(first);
  const response = await api.post('/patients').send(later);
  const { candidates = [] } = response.body as { candidates?: { score: number; reasons: string[] }[] };
  return { status: response.status, reasons: candidates[0]?.reasons ?? [], score: candidates[0]?.score ?? 0 };
};

const alike: [title: string, later: object, reasons: string[]][] = [
  ['the same again', jose, ['same name', 'same birth date', 'same phone', 'same address']],
  ['another spelling', { ...jose, givenName: 'Jose', familyName: 'ALVAREZ' }, ['same name', 'same birth date']],
  [
    'a typo in the name',
    { ...jose, familyName: 'Alvares', phone: null, address: null },
    ['name close', 'same birth date'],
  ],
  ['swapped names', { ...jose, givenName: 'Álvarez', familyName: 'José' }, ['given and family name swapped']],
  ['another digit in the birth date', { ...jose, birthDate: '1984-07-28' }, ['birth date one slip away']],
  ['two upstreams of the birth date swapped', { ...jose, birthDate: '1948-07-23' }, ['birth date one slip away']],
  ['a birth date known in part', { ...jose, birthDate: '1984', phone: null }, ['birth date could be the same']],
  ['no birth date', { givenName: 'Jose', familyName: 'Alvarez' }, ['same name']],
  [
    'a phone number with digits swapped',
    { ...jose, familyName: 'Alvaro', phone: '+44 20 7946 0081' },
    ['phone one slip away'],
  ],
  [
    'a new family name and the same phone',
    { ...jose, familyName: 'Quint', address: null },
    ['same given name', 'same birth date', 'same phone'],
  ],
];
it.each(alike)('asks about %s', async (_, later, reasons) => {
  const answer = await beside(jose, later);
  expect(answer).toMatchObject({ status: 409, reasons: expect.arrayContaining(reasons) });
  expect(answer.score).toBeGreaterThanOrEqual(0.4);
  expect(answer.score).toBeLessThanOrEqual(1);
});

const written: [first: object, later: object][] = [
  [
    { givenName: 'Omar', familyName: 'Alhassan' },
    { givenName: 'Omar', familyName: 'Al-Hassan' },
  ],
  [
    { givenName: 'Omar', familyName: 'Al Hassan' },
    { givenName: 'Omar', familyName: 'Alhassan' },
  ],
  [
    { givenName: 'Omar', familyName: 'Al-Hassan' },
    { givenName: 'Alhassan', familyName: 'Omar' },
  ],
  [{ givenName: '太郎', familyName: '山田' }, { familyName: '山田太郎' }],
  [{ familyName: '山田太郎' }, { givenName: '太郎', familyName: '山田' }],
  [{ familyName: '山田太郎' }, { givenName: '山田 太郎' }],
  [
    { givenName: 'Abdul', familyName: 'Rahman Khan' },
    { givenName: 'Abdul Rahman', familyName: 'Khan' },
  ],
  [
    { givenName: 'Abdulrahman', familyName: 'Khan' },
    { givenName: 'Abdul', familyName: 'Rahman Khan' },
  ],
  [
    { givenName: 'Inés', familyName: 'de la Cruz' },
    { givenName: 'Ines', familyName: 'Delacruz' },
  ],
  [
    { givenName: 'Una', familyName: 'O’Brien' },
    { givenName: 'Una', familyName: 'O Brien' },
  ],
  [{ givenName: 'Ada', familyName: 'Lovelace' }, { givenName: 'Ada Lovelace' }],
  [
    { givenName: 'علی\u200cرضا', familyName: 'کریمی' },
    { givenName: 'علیرضا', familyName: 'کریمی' },
  ],
];
it.each(written)('asks about one name written in two ways: %j, %j', async (first, later) => {
  expect(await beside(first, later)).toMatchObject({
    status: 409,
    reasons: [expect.stringMatching(/^(same name|given and family name swapped)/)],
  });
  expect(await hospital.find({ limit: '10' })).toHaveLength(1);
});

it('asks about a name in one field with a typo, where the birth date is the same', async () => {
  const birthDate = '1984-07-23';
  expect(
    await beside({ givenName: 'Abdul', familyName: 'Rahman', birthDate }, { familyName: 'Abdulrahmann', birthDate }),
  ).toMatchObject({ status: 409, reasons: ['name close', 'same birth date'] });
});

const others: [title: string, later: object][] = [
  ['a twin', { ...jose, givenName: 'Mateo' }],
  ['a twin of the other sex with a name close by', { ...jose, givenName: 'Josie', gender: 'female' }],
  ['a son of the same name', { ...jose, birthDate: '2011-02-14' }],
  [
    'a stranger with the same given name and birth date',
    { givenName: 'José', familyName: 'Quint', birthDate: '1984-07-23' },
  ],
  ['a wife at the same address', { ...jose, givenName: 'Carmen', gender: 'female', birthDate: '1985-01-02' }],
  ['a twin whose name is two letters away', { ...jose, givenName: 'Joss', familyName: 'Álvarez', gender: 'female' }],
  ['somebody with a name that begins in the middle of it', { givenName: 'Arezjo', familyName: 'Séalv' }],
  ['somebody unidentified', { unidentified: true, gender: 'male' }],
];
it.each(others)('lets in %s', async (_, later) => {
  expect(await beside(jose, later)).toMatchObject({ status: 201 });
});

it('shows who it may be and how to go ahead, and writes nothing before that', async () => {
  const { id, mrn } = await hospital.register(jose);
  const key = randomUUID();
  const refused = await api.post('/patients').set('Idempotency-Key', key).send(jose);
  expect(refused).toMatchObject({
    status: 409,
    body: {
      type: '/problems/possible-duplicate',
      detail: expect.stringContaining('POST /patients?allowDuplicate=true'),
      candidates: [
        {
          patient: {
            id,
            mrn,
            givenName: 'José',
            familyName: 'Álvarez',
            birthDate: '1984-07-23',
            gender: 'male',
            phone: '+442079460018',
          },
          score: 0.93,
          reasons: ['same name', 'same birth date', 'same phone', 'same address'],
        },
      ],
    },
  });
  expect(await hospital.find({ name: 'alvarez' })).toEqual([id]);
  // the refusal belongs to its key; to go ahead is another command
  expect(await api.post('/patients').set('Idempotency-Key', key).send(jose)).toMatchObject({
    status: 409,
    text: refused.text,
  });
  const anyway = () => api.post('/patients?allowDuplicate=true').send(jose);
  expect(await anyway().set('Idempotency-Key', key)).toMatchObject({ status: 422 });
  expect(await anyway()).toMatchObject({ status: 201 });
});

it('lets one of twenty identical registrations in', async () => {
  for (const patient of [jose, { givenName: 'Ada', familyName: 'Lovelace' }]) {
    const all = await Promise.all(Array.from({ length: 20 }, () => api.post('/patients').send(patient)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await hospital.find({ name: patient.familyName })).toHaveLength(1);
  }
});

it('lets one of twenty in who are one name, written in as many ways', async () => {
  const names = [
    { givenName: 'Omar', familyName: 'Al-Hassan' },
    { givenName: 'Omar', familyName: 'Alhassan' },
    { givenName: 'Al Hassan', familyName: 'Omar' },
    { familyName: 'OmarAlhassan' },
  ];
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => api.post('/patients').send(names[i % 4])));
  expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
});

it('lists the likeliest first, and ten at most', async () => {
  for (let i = 0; i < 11; i++) await hospital.register({ ...jose, phone: null, address: null, familyName: 'Alvares' });
  const { id } = await hospital.register(jose);
  const { body } = await api.post('/patients').send(jose);
  const { candidates } = body as { candidates: { patient: { id: string } }[] };
  expect(candidates).toHaveLength(10);
  expect(candidates[0]?.patient.id).toBe(id);
});
