import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let ids: Record<'phone' | 'email' | 'identifier' | 'name', string>;

beforeAll(async () => {
  hospital = await startPatientService({ region: 'SG' });
  const register = async (patient: object) => (await hospital.register({ familyName: 'Plus', ...patient })).id;
  ids = {
    phone: await register({ phone: '+65 8123 4029' }),
    email: await register({ email: 'ada+test@example.org' }),
    identifier: await register({ identifiers: [{ system: 'urn:a+b', value: '+7/12' }] }),
    name: await register({ givenName: 'Ana Maria', familyName: 'Costa' }),
  };
  await register({ phone: '+65 6581 2340' });
});

/** As a URL is typed, its plus not escaped. */
const found = async (query: string) => {
  const response = await hospital.served.api.get(`/patients?${query}`);
  expect(response).toMatchObject({ status: 200 });
  return (response.body as { data: { id: string }[] }).data.map(({ id }) => id);
};

it.each(['+6581234029', '%2B6581234029', '6581234029', '81234029', '+65+8123+4029', '%20+65%208123%204029'])(
  'finds a phone number typed as %s',
  async (phone) => {
    expect(await found(`phone=${phone}`)).toEqual([ids.phone]);
    expect(await found(`name=plus&phone=${phone}`)).toEqual([ids.phone]);
  },
);

it.each(['ada+test@example.org', 'ada%2Btest@example.org', '%20ada+test@EXAMPLE.org'])(
  'finds an e-mail address typed as %s',
  async (email) => {
    expect(await found(`email=${email}`)).toEqual([ids.email]);
  },
);

it('finds an identifier and a name whose plus has become a space, or was one', async () => {
  for (const identifier of ['urn:a+b|+7/12', 'urn:a%2Bb|%2B7/12', 'urn:a%2Bb%7C7-12'])
    expect(await found(`identifier=${identifier}`)).toEqual([ids.identifier]);
  for (const name of ['Ana+Maria', '+Ana+Maria', 'Ana%2BMaria'])
    expect(await found(`name=${name}`)).toEqual([ids.name]);
});

it('does not take the plus of another country for a number of its own', async () => {
  const abroad = await startPatientService({ region: 'US' });
  const { id } = await abroad.register({ familyName: 'Abroad', phone: '+65 8123 4029' });
  for (const phone of ['+6581234029', '%2B6581234029', '+65-8123-4029'])
    expect(await abroad.served.api.get(`/patients?phone=${phone}`)).toMatchObject({
      status: 200,
      body: { data: [{ id }] },
    });
});
