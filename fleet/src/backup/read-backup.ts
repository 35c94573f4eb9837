import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readMigrations, type Migration } from '@hms/service-kit/migrations';
import { Fault } from '../fault';
import { projectRoot } from '../home';
import { manifestSchema, type DatabaseEntry, type Manifest } from './manifest';

const readManifest = async (folder: string): Promise<Manifest> => {
  const file = path.join(folder, 'manifest.json');
  if (!existsSync(file)) throw new Fault(`There is no ${file}. Name the folder of a whole backup with --from.`);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new Fault(`${file} is damaged: it is no JSON. Take another backup.`);
  }
  const { data, error } = manifestSchema.safeParse(content);
  const [issue] = error?.issues ?? [];
  if (!data) throw new Fault(`${file} is not what this version writes (${issue?.path.join('.')}: ${issue?.message}).`);
  return data;
};

const sha256Of = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

/** A backup whose every file is there and as it was written; otherwise a Fault. */
export const readBackup = async (folder: string): Promise<Manifest> => {
  const manifest = await readManifest(folder);
  for (const { file, sha256 } of manifest.databases.flatMap(({ tables }) => tables)) {
    const found = await sha256Of(path.join(folder, file)).catch(() => 'none');
    if (found === sha256) continue;
    throw new Fault(
      `${path.join(folder, file)} is ${found === 'none' ? 'missing' : 'damaged'}. Nothing was restored: take another backup.`,
    );
  }
  return manifest;
};

/** The SQL that makes the schema of a backup, in its order. Throws a Fault where this checkout does not have it. */
export const migrationsOf = async ({ service, migrations }: DatabaseEntry): Promise<Migration[]> => {
  const folders = ['every-service', service].map((folder) => path.join(projectRoot, 'db-init', folder));
  const here = new Map((await readMigrations(folders)).map((migration) => [migration.name, migration]));
  return migrations.map(({ name, checksum }) => {
    const migration = here.get(name);
    if (migration?.checksum === checksum) return migration;
    throw new Fault(
      `db-init/${name} is ${migration ? 'another' : 'not here'}: the backup was made by another version. Check that one out, or a later one.`,
    );
  });
};
