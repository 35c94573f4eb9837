import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
const ids: Record<string, string> = {};

beforeAll(async () => {
  hospital = await startPatientService();
  for (const phone of ['+44 20 7946 0018', '+44 20 7946 1018', '+1 202 946 0018', '+41 44 668 18 00'])
    ids[phone] = (await hospital.register({ familyName: 'Ending', phone })).id;
  await hospital.register({ familyName: 'Phoneless' });
});

const london = '+44 20 7946 0018';
const washington = '+1 202 946 0018';

it.each([
  ['0018', [washington, london]],
  ['9460018', [washington, london]],
  ['946-0018', [washington, london]],
  ['(9) 46/00.18', [washington, london]],
  ['٠٠١٨', [washington, london]],
  ['00 18', [washington, london]],
  ['7946 0018', [london]],
  ['442079460018', [london]],
  ['1018', ['+44 20 7946 1018']],
  ['1800', ['+41 44 668 18 00']],
  ['0081', []],
  // whole numbers end nothing else
  ['020 7946 0018', [london]],
  ['+12029460018', [washington]],
])('finds by the end %s of a number', async (phone, whose) => {
  const found = whose.map((one) => ids[one]);
  expect(await hospital.find({ phone })).toEqual(found);
  expect(new Set(await hospital.find({ phone, name: 'ending' }))).toEqual(new Set(found));
});

it.each(['018', '00a18', '%0018', '0018%', '____', '+0018', '1234567890123456', '-.()'])(
  'refuses %s, which is neither a number nor the end of one',
  async (phone) => {
    expect(await hospital.served.api.get('/patients').query({ phone })).toMatchObject({
      status: 400,
      body: {
        type: '/problems/invalid-request',
        errors: [{ in: 'query', pointer: '/phone', detail: expect.stringContaining('its last digits, four at least') }],
      },
    });
  },
);
