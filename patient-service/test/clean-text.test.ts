import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let api: Fixture['served']['api'];

beforeAll(async () => {
  hospital = await startPatientService();
  ({ api } = hospital.served);
});

const register = (patient: object) => hospital.register({ familyName: 'Clean', ...patient });

it('refuses a name that nobody can see', async () => {
  for (const familyName of ['\u200b', ' \u2060\ufeff ', '\u00ad', '\u3164', '\u202e', '-', '…'])
    for (const field of ['familyName', 'givenName']) {
      expect(await api.post('/patients').send({ [field]: familyName })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: `/${field}` }] },
      });
    }
});

it('keeps every line of text as a person sees it, on one line', async () => {
  const unclean = (text: string) => `\u202e${text.replace(' ', ' \u200b\n')}\u200b\u202c`;
  const made = await register({
    givenName: unclean('Ada May'),
    familyName: unclean('Love lace'),
    address: { line1: unclean('1 High Street'), city: unclean('New Town'), country: unclean('United Kingdom') },
    contacts: [{ name: unclean('Her Sister'), relationship: unclean('half sister') }],
    identifiers: [{ system: unclean('urn:clean one'), value: unclean('C 1') }],
  });
  expect(await api.get(`/patients/${made.id}`)).toMatchObject({
    body: {
      givenName: 'Ada May',
      familyName: 'Love lace',
      address: { line1: '1 High Street', city: 'New Town', country: 'United Kingdom' },
      contacts: [{ name: 'Her Sister', relationship: 'half sister' }],
      identifiers: [{ system: 'urn:clean one', value: 'C 1' }],
    },
  });
  expect(await api.patch(`/patients/${made.id}`).send({ givenName: 'Ada\r\nMay\u200b' })).toMatchObject({
    status: 200,
    body: { givenName: 'Ada May', version: 1 },
  });
});

it('takes a phone number that was pasted with marks of direction', async () => {
  const { id } = await register({
    phone: '\u202a+44 7700 900123\u202c',
    contacts: [{ name: 'B', phone: '\u206607700\u00a0900124\u2069' }],
  });
  expect(await api.get(`/patients/${id}`)).toMatchObject({
    body: { phone: '+447700900123', contacts: [{ phone: '+447700900124' }] },
  });
  expect(await hospital.find({ phone: '\u202a+44 7700 900123\u202c' })).toEqual([id]);
});

describe('an identifier is one, however it is written', () => {
  const writings = [
    'AL-12 34.56/7',
    'al1234567',
    'AL 1234-567',
    'ＡＬ１２３４５６７',
    'al١٢٣٤٥٦٧',
    'AL१२३४५६७',
    'AL\u200b12\u00ad34\u2060567',
    'Al–12−34_567',
    'AL۱۲۳۴۵۶۷',
  ];

  it('is kept as it is written, and found as it may be', async () => {
    const { id } = await register({ identifiers: [{ system: 'urn:Nid:A', value: 'AL-12 34.56/7' }] });
    expect(await api.get(`/patients/${id}`)).toMatchObject({
      body: { identifiers: [{ system: 'urn:Nid:A', value: 'AL-12 34.56/7' }] },
    });
    for (const value of writings) {
      expect({ value, found: await hospital.find({ identifier: `urn:nid:a|${value}` }) }).toEqual({
        value,
        found: [id],
      });
      expect({ value, found: await hospital.find({ name: 'clean', identifier: ` URN:NID:A |${value}` }) }).toEqual({
        value,
        found: [id],
      });
    }
    for (const other of ['AL1234568', 'BL1234567', '1234567', 'AL12345670'])
      expect(await hospital.find({ identifier: `urn:nid:a|${other}` })).toEqual([]);
  });

  it('makes no second patient, in POST or PATCH, and nothing is written', async () => {
    const { id } = await register({ identifiers: [{ system: 'urn:nid:b', value: writings[0] }] });
    const { id: other } = await register({ identifiers: [{ system: 'urn:nid:b', value: 'other' }] });
    for (const value of writings) {
      const identifiers = [{ system: 'URN:NID:B ', value }];
      const response = await api.post('/patients').send({ familyName: 'Second', identifiers });
      expect(response).toMatchObject({ status: 409, body: { type: '/problems/identifier-taken' } });
      expect(await api.patch(`/patients/${other}`).send({ identifiers })).toMatchObject({ status: 409 });
    }
    expect(await hospital.find({ name: 'second' })).toEqual([]);
    expect(await hospital.find({ identifier: 'urn:nid:b|other' })).toEqual([other]);
    const rewritten = [{ system: 'urn:nid:b', value: 'al 1234567' }];
    expect(await api.patch(`/patients/${id}`).send({ identifiers: rewritten })).toMatchObject({
      status: 200,
      body: { identifiers: rewritten, version: 2 },
    });
  });

  it('is named once in a request', async () => {
    const identifiers = [
      { system: 'urn:nid:c', value: 'C-1' },
      { system: 'URN:nid:C', value: 'c１' },
    ];
    const { id } = await register({});
    for (const response of [
      await api.post('/patients').send({ familyName: 'Twice', identifiers }),
      await api.patch(`/patients/${id}`).send({ identifiers }),
    ])
      expect(response).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/identifiers', detail: 'contains the same identifier twice' }] },
      });
    expect(await api.get(`/patients/${id}`)).toMatchObject({ body: { identifiers: [], version: 1 } });
  });

  it('belongs to one of ten who are registered with it at once', async () => {
    const all = await Promise.all(
      writings.map((value, i) =>
        api
          .post('/patients?allowDuplicate=true')
          .send({ familyName: `Atonce${i}`, identifiers: [{ system: 'urn:nid:d', value }] }),
      ),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 409)).toHaveLength(writings.length - 1);
  });
});
