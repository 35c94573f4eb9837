import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;

beforeAll(async () => {
  hospital = await startPatientService();
});

describe('a birth date known in part', () => {
  it('is kept as it is known, and found by whatever it could be', async () => {
    const born: Record<string, string> = {};
    for (const birthDate of ['1984', '1984-07', '1984-07-23', '1984-08-01', '1985'])
      born[(await hospital.register({ familyName: 'Born', birthDate })).id] = birthDate;
    const find = async (query: Record<string, string>) => (await hospital.find(query)).map((id) => born[id]).sort();
    for (const name of [{}, { name: 'born' }] as Record<string, string>[]) {
      expect(await find({ ...name, birthDate: '1984' })).toEqual(['1984', '1984-07', '1984-07-23', '1984-08-01']);
      expect(await find({ ...name, birthDate: '1984-07' })).toEqual(['1984', '1984-07', '1984-07-23']);
      expect(await find({ ...name, birthDate: '1984-07-23' })).toEqual(['1984', '1984-07', '1984-07-23']);
      expect(await find({ ...name, birthDate: '1984-07-24' })).toEqual(['1984', '1984-07']);
      expect(await find({ ...name, birthDate: '1985-01' })).toEqual(['1985']);
    }
  });

  it('is refused where it is none', async () => {
    for (const birthDate of ['84', '1984-7', '1984-13', '1984-02-30', '1849', '23/07/1984', '1984-07-23T00:00:00Z'])
      expect(await hospital.served.api.post('/patients').send({ familyName: 'X', birthDate })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/birthDate' }] },
      });
  });
});

describe('a patient with one name or none', () => {
  it('may have either name alone', async () => {
    for (const name of [{ givenName: 'Sukarno' }, { familyName: 'Suharto' }])
      expect(await hospital.served.api.post('/patients').send(name)).toMatchObject({
        status: 201,
        body: { givenName: null, familyName: null, ...name, unidentified: false },
      });
  });

  it('is unidentified only where that is meant', async () => {
    const { api } = hospital.served;
    expect(await api.post('/patients').send({ gender: 'male' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/familyName', detail: expect.stringContaining('"unidentified": true') }] },
    });
    expect(await api.post('/patients').send({ givenName: 'A', unidentified: true })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/unidentified' }] },
    });
  });

  it('gets a name later, as the history shows', async () => {
    const { api } = hospital.served;
    const made = await api.post('/patients').send({ unidentified: true, gender: 'male', birthDate: '1980' });
    expect(made).toMatchObject({ status: 201, body: { givenName: null, familyName: null, unidentified: true } });
    const { id } = made.body as { id: string };
    expect(await api.patch(`/patients/${id}`).send({ phone: '020 7946 0018' })).toMatchObject({ status: 200 });
    expect(await api.patch(`/patients/${id}`).send({ givenName: 'Tom', familyName: 'Found' })).toMatchObject({
      status: 200,
      body: { unidentified: false, version: 3 },
    });
    expect(await hospital.find({ name: 'found' })).toEqual([id]);
    expect(await api.get(`/patients/${id}/history?limit=1`)).toMatchObject({
      status: 200,
      body: {
        data: [
          { version: 3, changes: { familyName: { from: null, to: 'Found' }, unidentified: { from: true, to: false } } },
        ],
      },
    });
  });

  const knownAs = async (name: object) => {
    const { id } = await hospital.register(name);
    const { api } = hospital.served;
    const address = `/patients/${id}`;
    return { get: () => api.get(address), patch: (patch: object) => api.patch(address).send(patch) };
  };
  const wantsName = { status: 400, body: { errors: [{ pointer: '/familyName' }] } };
  const contradicts = { status: 400, body: { errors: [{ pointer: '/unidentified' }] } };

  it('does not lose the name by a change that does not say so', async () => {
    for (const [name, patch] of [
      [
        { givenName: 'Ada', familyName: 'Known' },
        { givenName: null, familyName: null },
      ],
      [
        { givenName: 'Ada', familyName: 'Known' },
        { givenName: null, familyName: null, unidentified: false },
      ],
      [{ familyName: 'Known' }, { familyName: null }],
      [{ givenName: 'Ada' }, { givenName: null, gender: 'other' }],
    ]) {
      const known = await knownAs(name as object);
      expect(await known.patch(patch as object)).toMatchObject(wantsName);
      expect(await known.get()).toMatchObject({ body: { ...name, unidentified: false, version: 1 } });
    }
  });

  it('loses it where that is meant, and cannot have both', async () => {
    const known = await knownAs({ givenName: 'Ada', familyName: 'Known' });
    expect(await known.patch({ unidentified: true })).toMatchObject(contradicts);
    expect(await known.patch({ givenName: null, unidentified: true })).toMatchObject(contradicts);
    expect(await known.patch({ givenName: null })).toMatchObject({ status: 200, body: { familyName: 'Known' } });
    expect(await known.patch({ familyName: null, unidentified: true })).toMatchObject({
      status: 200,
      body: { givenName: null, familyName: null, unidentified: true, version: 3 },
    });
    expect(await known.patch({ unidentified: false })).toMatchObject(wantsName);
    expect(await known.patch({ unidentified: true })).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await known.patch({ unidentified: false, givenName: 'Ada' })).toMatchObject({
      status: 200,
      body: { givenName: 'Ada', unidentified: false, version: 4 },
    });
  });
});
