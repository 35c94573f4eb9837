import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export const root = path.resolve(__dirname, '../..');

/** Runs a program in the project's folder and gives what it prints; throws what it says when it fails, or takes too long. */
export const run = (program: string, args: string[], seconds: number, env = process.env): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { cwd: root, timeout: seconds * 1000, maxBuffer: 64 * 1024 * 1024, env };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) {
        resolve(stdout);
        return;
      }
      const why = error.killed ? `took more than ${seconds} s. ` : '';
      reject(
        new Error(`${program} ${args.join(' ')}: ${why}${(stderr || stdout || error.message).trim().slice(-600)}`),
      );
    });
  });

export const kubectl = (...args: string[]): Promise<string> => run('kubectl', args, 180);

export interface Pod {
  name: string;
  app: string;
  ready: boolean;
  restarts: number;
}

interface PodList {
  items: {
    metadata: { name: string; labels: Record<string, string>; deletionTimestamp?: string };
    status: { containerStatuses?: { ready: boolean; restartCount: number }[] };
  }[];
}

/** The fleet's pods but for those that are about to go. */
export const listPods = async (): Promise<Pod[]> => {
  const json = await kubectl('get', 'pods', '-l', 'app.kubernetes.io/part-of=hospital-fleet', '-o', 'json');
  return (JSON.parse(json) as PodList).items
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ metadata, status }) => {
      const containers = status.containerStatuses ?? [];
      return {
        name: metadata.name,
        app: metadata.labels['app'] ?? '',
        ready: containers.length > 0 && containers.every(({ ready }) => ready),
        restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
      };
    });
};

/** Asks until the answer is yes; throws after `seconds`. Gives how long it took, in seconds. */
export const until = async (what: string, seconds: number, ask: () => Promise<boolean>): Promise<number> => {
  const start = Date.now();
  for (;;) {
    if (await ask().catch(() => false)) return (Date.now() - start) / 1000;
    if (Date.now() - start > seconds * 1000) throw new Error(`${what}: not within ${seconds} s`);
    await pause(250);
  }
};
