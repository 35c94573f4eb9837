import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readMigrations, type Migration } from '@hms/service-kit/migrations';
import { Fault } from '../fault';
import { projectRoot } from '../home';
import type { ServiceUnit } from '../topology';
import { isOfEarlierLayout, tablesForEarlierLayout } from './earlier-layout';
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

/** Returns the files that make the tables of a backup, in their order. Throws a Fault if this checkout does not have one. */
export const tableFilesOf = async (service: ServiceUnit, entry: DatabaseEntry): Promise<Migration[]> => {
  const folders = ['every-service', ...service.sharedSchema, service.name];
  const files = await readMigrations(folders.map((folder) => path.join(projectRoot, 'db-init', folder)));
  const here = files.filter(({ repeatable }) => !repeatable);
  if (isOfEarlierLayout(entry)) {
    const names = tablesForEarlierLayout(service, entry);
    return here.filter(({ name }) => names.includes(name));
  }
  const tables = entry.migrations.filter(({ name }) => name.includes('/tables/'));
  for (const { name, checksum } of tables) {
    const file = here.find((one) => one.name === name);
    if (file?.checksum === checksum) continue;
    throw new Fault(
      `db-init/${name} is ${file ? 'another' : 'not here'}: the backup was made by another version. Check that one out, or a later one.`,
    );
  }
  return here.filter((file) => tables.some(({ name }) => name === file.name));
};
