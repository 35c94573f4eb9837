import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError, readConfig, serviceEnvironment, serviceUrl } from '../src/config';

const Environment = z.object({ ...serviceEnvironment({ port: 3004, database: 'hms_x' }), UPSTREAM_URL: serviceUrl });
const good = { DB_HOST: 'localhost', DB_USER: 'u', DB_PASSWORD: 'p', UPSTREAM_URL: 'http://localhost:3003/' };

const read = (variables: Record<string, string>) => {
  const before = process.env;
  process.env = { DOTENV_CONFIG_PATH: '/nowhere', ...variables };
  try {
    return readConfig('x-service', Environment);
  } finally {
    process.env = before;
  }
};

it('fills in what may be left out', () => {
  expect(read(good)).toMatchObject({
    PORT: 3004,
    DB_PORT: 5432,
    DB_NAME: 'hms_x',
    UPSTREAM_URL: 'http://localhost:3003',
  });
});

it('lists every fault in one message, and says where to mend them', () => {
  const attempt = () => read({ PORT: '', DB_PORT: '70000', LOG_LEVEL: 'loud', DB_HOST: '', UPSTREAM_URL: 'doctor' });
  expect(attempt).toThrow(ConfigError);
  for (const name of [
    'PORT',
    'DB_PORT',
    'LOG_LEVEL',
    'DB_HOST',
    'DB_USER',
    'DB_PASSWORD',
    'UPSTREAM_URL',
    '.env.example',
  ]) {
    expect(attempt).toThrow(name);
  }
});

it('never repeats a secret', () => {
  expect(() => read({ ...good, DB_PASSWORD: 'hunter2', PORT: 'x' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
  );
});

it('reads a secret from the file that is named for it', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'hms-config-')), 'password');
  writeFileSync(file, 'from a file\n');
  const { DB_PASSWORD: _password, ...without } = good;
  expect(read({ ...without, DB_PASSWORD_FILE: file })).toMatchObject({ DB_PASSWORD: 'from a file' });
  expect(() => read({ ...good, DB_PASSWORD_FILE: file })).toThrow('Set DB_PASSWORD or DB_PASSWORD_FILE, not both.');
  expect(() => read({ ...without, DB_PASSWORD_FILE: '/nowhere' })).toThrow('cannot be read');
});
