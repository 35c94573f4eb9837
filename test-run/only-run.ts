import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../fleet/src/home';

export const testHome = path.join(projectRoot, '.fleet/test');
const runFile = path.join(testHome, 'run.pid');

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Throws where tests of this checkout run already: they would lose their PostgreSQL server to this run. */
export const beginOnlyRun = (): void => {
  const pid = existsSync(runFile) ? Number(readFileSync(runFile, 'utf8')) : process.pid;
  if (pid !== process.pid && isAlive(pid))
    throw new Error(
      `Tests run here already, in process ${pid}. Wait until they end, or end them. If ${pid} is another program, remove ${runFile}.`,
    );
  mkdirSync(testHome, { recursive: true });
  writeFileSync(runFile, String(process.pid));
};

export const endOnlyRun = (): void => rmSync(runFile, { force: true });
