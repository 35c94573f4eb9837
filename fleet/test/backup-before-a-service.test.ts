import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { manifestSchema } from '../src/backup/manifest';
import { restoreBackup } from '../src/backup/restore-backup';
import { writeBackup } from '../src/backup/write-backup';
import { sixDatabases, temporaryFolder } from './harness';

jest.setTimeout(60_000);

const newest = 'payment-service';
// as if it had been added after the first backups
jest.mock('../src/backup/earlier-layout', () => ({
  ...jest.requireActual<object>('../src/backup/earlier-layout'),
  wasAlwaysThere: ({ name }: { name: string }) => name !== newest,
}));

const folder = temporaryFolder();
const said: string[] = [];
beforeAll(() => {
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});

const manifestOf = (backup: string) =>
  manifestSchema.parse(JSON.parse(readFileSync(path.join(backup, 'manifest.json'), 'utf8')));

it('restores a backup that was made before a service was added, which then begins empty', async () => {
  const original = await sixDatabases('sample');
  const backup = path.join(folder, 'before');
  await writeBackup(original, backup);
  const manifest = manifestOf(backup);
  const kept = manifest.databases.filter(({ service }) => service !== newest);
  writeFileSync(path.join(backup, 'manifest.json'), JSON.stringify({ ...manifest, databases: kept }));

  const target = await sixDatabases('sample');
  await expect(restoreBackup(target, backup, false)).rejects.toThrow(/has data \(in /);
  await restoreBackup(target, backup, true);
  expect(said.join('')).toContain(`${newest} is not in the backup`);
  await target.migrate();

  const after = path.join(folder, 'after');
  await writeBackup(target, after);
  const restored = manifestOf(after).databases;
  expect(restored.filter(({ service }) => service !== newest)).toEqual(kept);
  const tables = restored.find(({ service }) => service === newest)?.tables ?? [];
  expect(tables.find(({ name }) => name === 'payments')?.rows).toBe(0);
});
