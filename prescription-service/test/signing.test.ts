import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import path from 'node:path';
import { readPrivateKey, signingKeyOf } from '../src/signing/signing-key';
import { signingKeys } from '../src/signing/signing-keys';
import { doctorIs, idOf, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});

const { privateKey: stranger } = generateKeyPairSync('ed25519');
const get = (address: string) => harness.served.api.get(address);
const act = (id: string, command: string, body: object = {}) =>
  harness.served.api.post(`/prescriptions/${id}/${command}`).send(body);
const codeOf = async (id: string) => ((await get(`/prescriptions/${id}/code`)).body as { code: string }).code;
const verify = (code: string) => harness.served.api.post('/prescriptions/verify').send({ code });
const printed = (id: string) =>
  get(`/prescriptions/${id}.pdf`)
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => done(null, Buffer.concat(chunks)));
    });

it('prints a page whose code scans, and is genuine by the published keys', async () => {
  harness.doctors.behave(doctorIs({ givenName: 'Ελισάβετ', familyName: 'Пирогова' }));
  const patientId = randomUUID();
  const dosage = {
    dose: 1,
    doseUnit: 'tablet',
    route: 'oral',
    frequency: 2,
    period: 1,
    periodUnit: 'd',
    durationDays: 7,
  };
  const id = idOf(
    await harness.prescribe({
      patientId,
      quantity: 14,
      refills: 1,
      dosage,
      expiresOn: '2199-12-31',
      note: 'No sugar',
      reasons: [{ text: 'Otitis' }],
    }),
  );
  harness.doctors.behave(doctorIs());
  const page = await printed(id);
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } });
  const pdf = (page.body as Buffer).toString('base64');
  const keys = (await get('/prescriptions/keys')).body as object;
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'read-pdf.mjs')], {
    input: JSON.stringify({ pdf, keys }),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const read = JSON.parse(stdout) as { text: string };
  expect(read).toMatchObject({
    pages: 1,
    code: await codeOf(id),
    claims: { jti: id, med: 'Amoxicillin 500 mg', qty: 14, refills: 1, exp: Date.parse('2200-01-01') / 1000 },
  });
  for (const part of [
    'Amoxicillin 500 mg',
    '1 tablet by mouth twice a day for 7 days',
    '123-456-782',
    'Ελισάβετ Пирогова',
    'To the pharmacist',
    'No sugar',
  ]) {
    expect(read.text).toContain(part);
  }
  expect(JSON.stringify(read)).not.toContain(patientId);
  expect(JSON.stringify(read)).not.toContain('Otitis');
  // the reading program loads three large libraries
}, 60_000);

it('says of a code what can still be done with it', async () => {
  const id = idOf(await harness.prescribe({ quantity: 14 }));
  const code = await codeOf(id);
  expect(await verify(code)).toMatchObject({
    status: 200,
    body: { result: 'valid', prescription: { id, status: 'active', quantity: 14, remainingQuantity: 14 } },
  });
  await act(id, 'dispenses', { quantity: 4 });
  expect(await verify(code)).toMatchObject({ body: { result: 'valid', prescription: { remainingQuantity: 10 } } });
  await act(id, 'hold');
  expect(await verify(code)).toMatchObject({ body: { result: 'on-hold' } });
  await act(id, 'resume');
  await act(id, 'dispenses', { quantity: 10 });
  expect(await verify(code)).toMatchObject({ body: { result: 'used-up', prescription: { remainingQuantity: 0 } } });
});

it('knows one that is stopped, cancelled or expired', async () => {
  for (const [command, body] of [
    ['stop', { reason: 'x' }],
    ['cancel', {}],
  ] as const) {
    const id = idOf(await harness.prescribe());
    const code = await codeOf(id);
    await act(id, command, body);
    expect(await verify(code)).toMatchObject({ body: { result: 'stopped' } });
    expect(await get(`/prescriptions/${id}.pdf`)).toMatchObject({ status: 409 });
    expect(await get(`/prescriptions/${id}/code`)).toMatchObject({ status: 409 });
  }
  const old = idOf(await harness.prescribe());
  await harness.db.query(`update prescriptions set expires_on = '2026-01-31' where id = $1`, [old]);
  expect(await verify(await codeOf(old))).toMatchObject({
    body: { result: 'expired', prescription: { expiresOn: '2026-01-31' } },
  });
});

it('calls forged whatever it has not signed, or was changed', async () => {
  const [header = '', payload = '', signature = ''] = (
    await codeOf(idOf(await harness.prescribe({ quantity: 14 })))
  ).split('.');
  const more = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('"qty":14', '"qty":99')).toString(
    'base64url',
  );
  const none = Buffer.from('{"alg":"none","kid":"x"}').toString('base64url');
  const forgeries = [
    [header, more, signature],
    [none, payload, ''],
    [header, payload, ''],
    [header, payload, signature, 'x'],
    [header, payload, Buffer.alloc(64).toString('base64url')],
    ['x'],
    ['a', 'b', 'c'],
  ];
  for (const parts of forgeries) {
    expect(await verify(parts.join('.'))).toMatchObject({
      status: 200,
      body: { result: 'forged', prescription: null },
    });
  }
  expect(await verify('')).toMatchObject({ status: 400 });
});

it('finds nothing to print where there is nothing', async () => {
  expect(await get(`/prescriptions/${randomUUID()}.pdf`)).toMatchObject({ status: 404 });
  expect(await get('/prescriptions/x.pdf')).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'path', pointer: '/id' }] },
  });
});

describe('the key', () => {
  it('is one for all replicas, made by the first that needs it', async () => {
    const { db } = await startPrescriptionService();
    const made = await Promise.all(Array.from({ length: 5 }, () => signingKeys(db, undefined).current()));
    expect(new Set(made.map(({ publicKey }) => publicKey.kid)).size).toBe(1);
  });

  it('can be changed, and what the old one signed stays genuine', async () => {
    const code = await codeOf(idOf(await harness.prescribe()));
    await harness.db.query('update signing_keys set private_key = null');
    const next = await codeOf(idOf(await harness.prescribe()));
    expect(next.split('.')[0]).not.toBe(code.split('.')[0]);
    for (const one of [code, next]) expect(await verify(one)).toMatchObject({ body: { result: 'valid' } });
    expect((await get('/prescriptions/keys')).body).toMatchObject({
      keys: [{ kid: expect.any(String) }, { kid: expect.any(String) }],
    });
  });

  it('may come from the environment, as PEM or as its 32 bytes', async () => {
    const seed = Buffer.from(String(stranger.export({ format: 'jwk' }).d), 'base64url').toString('base64');
    const pem = stranger.export({ format: 'pem', type: 'pkcs8' }).toString();
    const { publicKey } = signingKeyOf(stranger);
    for (const text of [seed, pem, pem.replaceAll('\n', '\\n')]) {
      expect(signingKeyOf(readPrivateKey(text)).publicKey).toEqual(publicKey);
    }
    for (const wrong of [
      '',
      'x',
      generateKeyPairSync('ed448').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    ]) {
      expect(() => readPrivateKey(wrong)).toThrow();
    }
    await signingKeys(harness.db, stranger).current();
    const rows = await harness.db.query('select private_key from signing_keys where kid = $1', [publicKey.kid]);
    expect(rows).toEqual([{ private_key: null }]);
  });
});
