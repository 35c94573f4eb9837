import { medicationFinder } from '../src/medications/find-medications';
import { startPrescriptionService, type Fixture } from './fixtures';

const names = (substance: string, ...others: string[]) => [substance, ...others].map((name) => ({ name, substance }));
const find = medicationFinder({
  names: [
    ...names('amoxicillin', 'Amoxil'),
    ...names('ampicillin'),
    ...names('clavulanic acid', 'co-amoxiclav'),
    ...names('acetylsalicylic acid', 'aspirin'),
    ...names('levothyroxine', 'Synthroid'),
    ...names('fluorouracil', '5-FU'),
    ...names('penicillins'),
    ...names('ace inhibitors'),
  ],
  codes: [
    { code: 'J01CA04', substance: 'amoxicillin' },
    { code: 'J01CA01', substance: 'ampicillin' },
    { code: 'J01C', substance: 'penicillins' },
  ],
  members: [],
  classes: ['penicillins', 'ace inhibitors'],
});
const foundBy = (text: string) => find(text).map(({ name }) => name);

it.each([
  // what is typed so far, its own name first
  ['amox', ['amoxicillin', 'clavulanic acid']],
  ['AMOXIL 500 mg capsules', ['amoxicillin']],
  ['acid acetyl', ['acetylsalicylic acid']],
  ['5fu', ['fluorouracil']],
  // in another spelling
  ['levotirox', ['levothyroxine']],
  // with a slip, finished or not
  ['amoxicllin', ['amoxicillin', 'clavulanic acid']],
  ['amxoici', ['amoxicillin']],
  ['synthriod', ['levothyroxine']],
  // a slip hides nothing that is spelled so
  ['ampicillin', ['ampicillin']],
  // by code, or the beginning of one
  ['j01ca04', ['amoxicillin']],
  ['J01C', ['penicillins', 'ampicillin', 'amoxicillin']],
  // by the stem of a name that is not known
  ['zofenopril', ['ace inhibitors']],
  ['zyloprimex', []],
  ['500 mg', []],
  ['-', []],
])('%s finds %j', (text, expected) => {
  expect(foundBy(text)).toEqual(expected);
});

test('it says by which name, and how near', () => {
  expect(find('amoxil')).toEqual([{ name: 'amoxicillin', foundBy: 'Amoxil', match: 'name' }]);
  expect(find('synthriod')).toMatchObject([{ foundBy: 'Synthroid', match: 'near' }]);
  expect(find('levotirox')).toMatchObject([{ match: 'spelling' }]);
  expect(find('zofenopril')).toMatchObject([{ foundBy: 'pril', match: 'stem' }]);
});

describe('GET /medications', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startPrescriptionService(true);
  });
  const get = (query: string) => fixture.served.api.get(`/medications?${query}`);

  test('says what the knowledge base has of a medicine, and what it has not', async () => {
    const { status, body } = await get('name=warfar');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        data: [
          {
            name: 'warfarin',
            kind: 'drug',
            foundBy: 'warfarin',
            match: 'name',
            codes: ['B01AA03'],
            otherNames: expect.arrayContaining(['coumadin']),
            rules: { interactions: expect.any(Number), crossAllergies: 0 },
            notKnown: expect.arrayContaining(['form', 'strength', 'cross-allergies']),
          },
        ],
        knowledgeVersion: expect.any(Number),
        knowledgeOrigin: expect.any(String),
      },
    });
    const [warfarin] = (body as { data: { rules: { interactions: number } }[] }).data;
    expect(warfarin?.rules.interactions).toBeGreaterThan(5);
  });

  test('a class is known by its group, and counts the rules of its own', async () => {
    const { body } = await get('name=penicillins&limit=1');
    expect(body).toMatchObject({ data: [{ name: 'penicillins', kind: 'class', codes: ['J01C'], classes: [] }] });
  });

  test('finds nothing without an error, and as many as asked for', async () => {
    expect(await get('name=zyloprimex')).toMatchObject({ status: 200, body: { data: [] } });
    expect((await get('name=a&limit=3')).body).toMatchObject({ data: { length: 3 } });
  });

  test.each(['', 'name=', 'name=a&limit=0', 'name=a&limit=51', 'name=a&limit=x', 'name=a&page=2'])(
    '%s is refused',
    async (query) => {
      expect(await get(query)).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } });
    },
  );
});
