import { startPatientService, type Harness } from './harness';

let hospital: Harness;

beforeAll(async () => {
  hospital = await startPatientService();
});

const ward = async (names: string[], more: object = {}) => {
  const made = new Map<string, string>();
  for (const name of names) {
    const [givenName, familyName] = name.split('|');
    made.set((await hospital.register({ givenName, familyName, ...more })).id, name);
  }
  return async (query: Record<string, string>) => (await hospital.find(query)).map((id) => made.get(id) ?? 'another');
};

it('forgives order, case, accents, a typo or two, and spelling by sound', async () => {
  const find = await ward([
    'José|Álvarez',
    'Catherine|Smith',
    'Muhammad|Al-Rashid',
    'Łukasz|Żółć',
    'Siobhán|O’Brien',
    'Mei Lin|de la Cruz',
  ]);
  for (const [typed, found] of Object.entries({
    'alvarez JOSE': 'José|Álvarez',
    'Jsoe Alvarz': 'José|Álvarez',
    Alvreaz: 'José|Álvarez',
    Smyth: 'Catherine|Smith',
    Schmidt: 'Catherine|Smith',
    'Kathryn Smit': 'Catherine|Smith',
    Mohamed: 'Muhammad|Al-Rashid',
    'alrashid mohammed': 'Muhammad|Al-Rashid',
    'zolc lukas': 'Łukasz|Żółć',
    "o'brian siobhan": 'Siobhán|O’Brien',
    obrien: 'Siobhán|O’Brien',
    meilin: 'Mei Lin|de la Cruz',
    delacruz: 'Mei Lin|de la Cruz',
    'cruz, mei': 'Mei Lin|de la Cruz',
    'c smi': 'Catherine|Smith',
  }))
    expect({ typed, found: await find({ name: typed }) }).toEqual({ typed, found: [found] });
  expect(await find({ name: 'smith alvarez' })).toEqual([]);
});

it('shows the best match first, and those that match alike newest first', async () => {
  const find = await ward(['Bob|Haris', 'Cid|Harrison', 'Dan|Harris', 'Eve|Arriss', 'Flo|Harris', 'Gus|Herrez']);
  const found = await find({ name: 'Harris' });
  expect(found).toEqual(['Flo|Harris', 'Dan|Harris', 'Cid|Harrison', 'Bob|Haris', 'Eve|Arriss', 'Gus|Herrez']);
  expect(await find({ name: 'harris dan' })).toEqual(['Dan|Harris']);
});

it('finds the writings of other alphabets as they are', async () => {
  const find = await ward(['Мария|Иванова', '太郎|山田', 'प्रिया|शर्मा']);
  expect(await find({ name: 'иванов' })).toEqual(['Мария|Иванова']);
  expect(await find({ name: '山田 太郎' })).toEqual(['太郎|山田']);
  expect(await find({ name: 'प्रिया' })).toEqual(['प्रिया|शर्मा']);
});

it('pages through what is ranked without repeats or gaps, a patient with two such words included', async () => {
  const names = Array.from(
    { length: 23 },
    (_, i) => `${['Maria', 'Marian Mariana', 'Mari', 'Marja', 'Mary'][i % 5]}|Quint`,
  );
  await ward(names);
  for (const name of ['maria', 'mari', 'maria quint', 'quint']) {
    const whole = await hospital.find({ name });
    const seen: string[] = [];
    let next: string | undefined = `/patients?${new URLSearchParams({ name, limit: '4' }).toString()}`;
    while (next !== undefined) {
      const response = await hospital.served.api.get(next);
      expect(response).toMatchObject({ status: 200 });
      seen.push(...(response.body as { data: { id: string }[] }).data.map(({ id }) => id));
      next = /<([^>]+)>; rel="next"/.exec(response.headers['link'] ?? '')?.[1];
    }
    expect({ name, seen }).toEqual({ name, seen: whole });
    expect(new Set(seen).size).toBe(23);
  }
});

it('combines with every other filter', async () => {
  const identifiers = [{ system: 'urn:nid', value: 'S-1' }];
  const known = { gender: 'other', birthDate: '1984-07', phone: '020 7946 0555', email: 'f@example.org', identifiers };
  const find = await ward(['Fern|Filtered'], known);
  await ward(['Fern|Filtered']);
  const filters: Record<string, [right: string, wrong: string]> = {
    gender: ['other', 'male'],
    birthDate: ['1984-07-23', '1984-08'],
    phone: ['+442079460555', '+442079460556'],
    email: ['F@example.org', 'g@example.org'],
    identifier: ['urn:nid|S-1', 'urn:nid|S-2'],
  };
  for (const name of ['filtered', 'fern filterd']) {
    for (const [filter, [right, wrong]] of Object.entries(filters)) {
      expect(await find({ name, [filter]: right })).toEqual(['Fern|Filtered']);
      expect(await find({ name, [filter]: wrong })).toEqual([]);
    }
    expect(await find({ name, active: 'false' })).toEqual([]);
  }
});

it('follows a change of the name, and wants words', async () => {
  const { id } = await hospital.register({ givenName: 'Before', familyName: 'Marriage' });
  await hospital.served.api.patch(`/patients/${id}`).send({ familyName: 'Afterwards' });
  expect(await hospital.find({ name: 'afterwards' })).toEqual([id]);
  expect(await hospital.find({ name: 'marriage' })).toEqual([]);
  for (const [name, detail] of [
    ['%', 'must have a letter or a digit'],
    ['％', 'must have a letter or a digit'],
    ['a b c d e f g h i', 'must have at most 8 words'],
  ] as const)
    expect(await hospital.served.api.get(`/patients?${new URLSearchParams({ name }).toString()}`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/name', detail }] },
    });
});

it('takes new words from many registrations at once', async () => {
  const names = Array.from({ length: 30 }, (_, i) => ({ givenName: 'Xanthe', familyName: `Zz${i % 3} Yy${i % 5}` }));
  await Promise.all(names.map((name) => hospital.register(name)));
  expect(await hospital.find({ name: 'xanthe' })).toHaveLength(30);
});
