import { generateKeyPairSync } from 'node:crypto';
import { service } from '../src/service';

const required = {
  DB_HOST: 'localhost',
  DB_USER: 'x',
  DB_PASSWORD: 'x',
  BILLING_SERVICE_URL: 'http://localhost:3002',
  AUTH_ISSUER: 'http://localhost:3010',
  AUTH_CLIENT_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString(),
  DOTENV_CONFIG_PATH: '/nowhere',
};
const before = process.env;
afterEach(() => {
  process.env = before;
});
const load = (more: Record<string, string>) => {
  process.env = { ...required, ...more };
  return service.readSettings();
};

it('starts with a currency in use, and in the hospital’s time zone', () => {
  expect(load({})).toMatchObject({ HMS_CURRENCY: 'USD', HMS_TIME_ZONE: 'UTC' });
  expect(load({ HMS_CURRENCY: 'VED', HMS_TIME_ZONE: 'Asia/Kolkata' })).toMatchObject({ HMS_CURRENCY: 'VED' });
});

it('does not start with one that is not, or with an abbreviation for a zone, and names both', () => {
  expect(() => load({ HMS_CURRENCY: 'HRK', HMS_TIME_ZONE: 'IST' })).toThrow(/HMS_CURRENCY.*not a currency in use/);
  expect(() => load({ HMS_CURRENCY: 'HRK', HMS_TIME_ZONE: 'IST' })).toThrow(/HMS_TIME_ZONE/);
});

it('does not start with a limit that cannot be read, and says what is wrong with it', () => {
  expect(() => load({ APPROVAL_ABOVE: 'USD=500,EUR:500' })).toThrow(/APPROVAL_ABOVE has "EUR:500" in it/);
});
