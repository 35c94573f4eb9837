import { generateKeyPairSync } from 'node:crypto';
import { service } from '../src/service';

const before = process.env;
afterEach(() => {
  process.env = before;
});
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const load = (more: Record<string, string>) => {
  process.env = {
    DB_HOST: 'localhost',
    DB_USER: 'x',
    DB_PASSWORD: 'x',
    AUTH_ISSUER: 'http://issuer',
    AUTH_CLIENT_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    DOTENV_CONFIG_PATH: '/nowhere',
    ...more,
  };
  return service.readSettings();
};

it('starts with a currency in use', () => {
  expect(load({ HMS_CURRENCY: 'VED' })).toMatchObject({ HMS_CURRENCY: 'VED', HMS_TIME_ZONE: 'UTC' });
});

it.each(['HRK', 'ANG', 'ZWL', 'CUC'])('does not start with %s, which is in use no more, and says so', (currency) => {
  expect(() => load({ HMS_CURRENCY: currency })).toThrow(/HMS_CURRENCY.*not a currency in use/);
});
