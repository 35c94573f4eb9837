import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

type Numbered = Record<'number' | 'receiptNumber' | 'patientId', string>;

it.each([
  ['billing-service', '/bills', 'number'],
  ['payment-service', '/payments', 'receiptNumber'],
] as const)('%s finds by the number on the paper, for who may see it', async (name, list, number) => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const environment = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  const { served, run } = await startForTest(service, { environment });
  await run(readFileSync(path.join(__dirname, `../../db-init/sample-data/${name}.sql`), 'utf8'));
  const find = async (query: object, headers = {}) =>
    ((await served.api.get(list).query(query).set(headers).expect(200)).body as { data: Numbered[] }).data;
  const one = (await find({ limit: 200 })).find((record) => record[number] && record.patientId);
  if (!one) throw new Error('the sample data have none with a number');
  expect(await find({ [number]: one[number] })).toEqual([one]);
  expect(await find({ [number]: ` ${one[number].toLowerCase()} ` })).toEqual([one]);
  expect(await find({ [number]: `${one[number]}0` })).toEqual([]);
  const own = bearer({ roles: ['patient'], patient_id: one.patientId });
  const another = bearer({ roles: ['patient'], patient_id: '01900000-0000-7abc-8000-00000000abcd' });
  expect(await find({ [number]: one[number] }, own)).toHaveLength(1);
  expect(await find({ [number]: one[number] }, another)).toEqual([]);
});
