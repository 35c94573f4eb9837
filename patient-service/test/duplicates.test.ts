import { randomUUID } from 'node:crypto';
import { startPatientService, type Harness } from './harness';

let hospital: Harness;
let api: Harness['served']['api'];

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
  ['two neighbours of the birth date swapped', { ...jose, birthDate: '1948-07-23' }, ['birth date one slip away']],
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

const others: [title: string, later: object][] = [
  ['a twin', { ...jose, givenName: 'Mateo' }],
  ['a twin of the other sex with a name close by', { ...jose, givenName: 'Josie', gender: 'female' }],
  ['a son of the same name', { ...jose, birthDate: '2011-02-14' }],
  [
    'a stranger with the same given name and birth date',
    { givenName: 'José', familyName: 'Quint', birthDate: '1984-07-23' },
  ],
  ['a wife at the same address', { ...jose, givenName: 'Carmen', gender: 'female', birthDate: '1985-01-02' }],
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

it('lists the likeliest first, and ten at most', async () => {
  for (let i = 0; i < 11; i++) await hospital.register({ ...jose, phone: null, address: null, familyName: 'Alvares' });
  const { id } = await hospital.register(jose);
  const { body } = await api.post('/patients').send(jose);
  const { candidates } = body as { candidates: { patient: { id: string } }[] };
  expect(candidates).toHaveLength(10);
  expect(candidates[0]?.patient.id).toBe(id);
});
