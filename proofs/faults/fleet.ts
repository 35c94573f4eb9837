import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sendCommand } from '../../fleet/src/control';
import { pidsIn } from '../pids';
import { upstreamOffset, portOffset } from './address';

const root = path.resolve(__dirname, '../..');

interface Ending {
  name: string;
  how: string;
  at: number;
}

export interface ProofFleet {
  home: string;
  /** Services' and databases' process ids by name, of those that run, as the status table has them. */
  pids(): Promise<Record<string, number>>;
  /** SIGKILL; false: it did not run just then. Resolves when the signal is sent. */
  kill(name: string): Promise<boolean>;
  /** Resolves once everything that was killed serves again; false: not within `ms`. */
  isWhole(ms: number): Promise<boolean>;
  /** When this part, which died after `since`, was ready again; undefined: not yet. */
  readyAgain(name: string, since: number): number | undefined;
  /** What ended by itself or was killed, in order. */
  endings(): Ending[];
  /** @param keep leaves the folder, with logs, to be looked at */
  stop(keep?: boolean): Promise<void>;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts the built fleet program on its own ports, in a folder that goes with it. Rejects when it does not come up. */
export const startFleet = async (): Promise<ProofFleet> => {
  const home = mkdtempSync(path.join(tmpdir(), 'hms-proof-faults-'));
  const offsets = ['--port-offset', String(portOffset), '--upstream-offset', String(upstreamOffset)];
  process.env['FLEET_HOME'] = home;
  const args = [path.join(root, 'fleet/dist/main.js'), 'up', '--home', home, '--fresh', ...offsets];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, HMS_CRASH_POINTS: path.join(home, 'crash-points') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: { text: string; at: number }[] = [];
  let rest = '';
  let output = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const texts = (rest + chunk.toString()).split('\n');
        rest = texts.pop() ?? '';
        lines.push(...texts.map((text) => ({ text, at: Date.now() })));
        if (output.includes('Stop it:')) resolve();
      });
    }
  });
  const stop = async (keep = false) => {
    child.kill('SIGTERM');
    await ended;
    const data = /its data is in (\S+)/.exec(output)?.[1] ?? path.join(home, 'data');
    rmSync(data, { recursive: true, force: true });
    if (!keep) rmSync(home, { recursive: true, force: true });
  };
  await Promise.race([ready, ended]);
  if (!output.includes('Stop it:')) {
    await stop();
    throw new Error(`the fleet did not come up:\n${output}`);
  }

  const pids = async () => pidsIn(await sendCommand(home, 'status', ''));
  return {
    home,
    pids,
    kill: async (name) => {
      const pid = (await pids())[name];
      if (!pid) return false;
      try {
        process.kill(pid, 'SIGKILL');
        return true;
      } catch {
        return false;
      }
    },
    isWhole: async (ms) => {
      const end = Date.now() + ms;
      for (;;) {
        if (isWholeIn(await sendCommand(home, 'status', ''))) return true;
        if (Date.now() > end) return false;
        await pause(200);
      }
    },
    readyAgain: (name, since) => {
      // that it is ready after the death before may be said only after this one
      const end = lines.findIndex(({ text, at }) => at >= since && text.startsWith(`${name} ended (`));
      return end < 0 ? undefined : lines.slice(end).find(({ text }) => text === `${name} is ready again`)?.at;
    },
    endings: () =>
      lines.flatMap(({ text, at }) => {
        const [, name, how] = /^(\S+) ended \((.*)\);/.exec(text) ?? [];
        return name && how ? [{ name, how, at }] : [];
      }),
    stop,
  };
};

/** Whether each line of the status table says of its service and of its database that it is ready. */
function isWholeIn(status: string): boolean {
  const rows = status.split('\n').filter((row) => row.includes('http://'));
  return rows.length > 0 && rows.every((row) => row.match(/ {2}ready /g)?.length === 2);
}
