import { createHash, randomBytes } from 'node:crypto';
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
}

const makeFolder = (folder: string, mode: number) => {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
};

const readPasswords = (folder: string, names: string[]): Record<string, string> => {
  const file = path.join(folder, 'passwords.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const passwords = Object.fromEntries(
    names.map((name) => [name, known[name] ?? randomBytes(24).toString('base64url')]),
  );
  writeFileSync(file, `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600 });
  return passwords;
};

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

/** @param folder made where it is not there; @param names everything that needs a password of its own */
export const openHome = (folder: string, names: string[]): Home => {
  try {
    makeFolder(folder, 0o755);
    makeFolder(path.join(folder, 'logs'), 0o755);
    makeFolder(path.join(folder, 'env'), 0o700);
    const user = serverUser();
    const place = reachablePlace(folder, user);
    makeFolder(place.data, 0o755);
    return { folder, logs: path.join(folder, 'logs'), user, passwords: readPasswords(folder, names), ...place };
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(
      `The fleet cannot write to ${folder}: ${messageOf(error)}. Make the folder and what is in it yours (chown -R), or name another with --home <folder>.`,
    );
  }
};
