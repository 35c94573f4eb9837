import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Fault, messageOf } from './fault';
import { binariesFolder, canRun, serverUser, type ServerUser } from './postgres-binaries';

export const projectRoot = path.resolve(__dirname, '../..');

/** Where a fleet keeps its data, passwords, logs, and the address of its control server. */
export interface Home {
  folder: string;
  data: string;
  logs: string;
  /** The PostgreSQL programs: those of node_modules, or a copy that `user` can reach. */
  binaries: string;
  /** The system user that runs PostgreSQL where this process is root; PostgreSQL refuses to run as root. */
  user: ServerUser | undefined;
  passwords: Record<string, string>;
  /** The private keys by which services get tokens: PKCS#8 in base64, by service. */
  clientKeys: Record<string, string>;
}

const makeFolder = (folder: string, mode: number) => {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
};

/** What is there already stays, and is written back. */
const readSecrets = (file: string, names: string[], make: () => string): Record<string, string> => {
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const secrets = { ...known, ...Object.fromEntries(names.map((name) => [name, known[name] ?? make()])) };
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
};

const makePassword = () => randomBytes(24).toString('base64url');

const makeClientKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ format: 'der', type: 'pkcs8' })
    .toString('base64');

/**
 * Root may work in a folder that no other user can enter (/root, a `mktemp -d`). The user that runs PostgreSQL has to,
 * so programs and data are then kept under /var/lib.
 */
const reachablePlace = (folder: string, user: ServerUser | undefined): { data: string; binaries: string } => {
  const binaries = binariesFolder();
  if (!user || canRun(binaries, user)) return { data: path.join(folder, 'data'), binaries };
  const place = `/var/lib/hms-fleet-${shortHash(binaries)}`;
  const copy = path.join(place, 'postgres');
  const data = path.join(place, `data-${shortHash(folder)}`);
  makeFolder(place, 0o755);
  if (!existsSync(copy)) {
    cpSync(binaries, `${copy}.making`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.making`, copy);
  }
  process.stdout.write(`${folder} is closed to ${user.name}, the user that runs PostgreSQL: its data is in ${data}\n`);
  return { data, binaries: copy };
};

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

/**
 * @param folder made where it is not there
 * @param names everything that needs a password of its own
 * @param clients the services that get tokens by a key of their own
 */
export const openHome = (folder: string, names: string[], clients: string[] = []): Home => {
  try {
    makeFolder(folder, 0o755);
    makeFolder(path.join(folder, 'logs'), 0o755);
    makeFolder(path.join(folder, 'env'), 0o700);
    const user = serverUser();
    const place = reachablePlace(folder, user);
    makeFolder(place.data, 0o755);
    return {
      folder,
      logs: path.join(folder, 'logs'),
      user,
      passwords: readSecrets(path.join(folder, 'passwords.json'), names, makePassword),
      clientKeys: readSecrets(path.join(folder, 'client-keys.json'), clients, makeClientKey),
      ...place,
    };
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(
      `The fleet cannot write to ${folder}: ${messageOf(error)}. Make the folder and what is in it yours (chown -R), or name another with --home <folder>.`,
    );
  }
};

/** Where `npm run proof:audit` keeps the ends of the audits, to hold them against the next time. They go with the data. */
export const auditHeadsFile = (folder: string): string => path.join(folder, 'audit-heads.json');
