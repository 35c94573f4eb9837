import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { supervise, type Program, type Supervised } from '../src/supervisor';

const started: Supervised[] = [];
afterEach(() => Promise.all(started.splice(0).map((program) => program.stop())));

/** @param lives how long its n-th process lives, from 1 */
const start = async (lives: (n: number) => 'until it is killed' | 'not until it is ready') => {
  const reports: string[] = [];
  let count = 0;
  const program: Program = {
    name: 'program',
    spawn: () => {
      const life = lives(++count);
      return spawn(process.execPath, ['-e', life === 'until it is killed' ? 'setInterval(() => {}, 1000)' : '']);
    },
    ready: async () => lives(count) === 'until it is killed' || new Promise<boolean>(() => {}),
    stopSignal: 'SIGTERM',
    lastWords: () => '',
  };
  const supervised = supervise(program, (line) => reports.push(line));
  started.push(supervised);
  await supervised.start();
  return { supervised, reports };
};

const until = async (done: () => boolean) => {
  while (!done()) await pause(20);
};

const kill = ({ state }: Supervised) => {
  const { pid } = state();
  // 0 would be this whole group of processes
  if (!pid) throw new Error('it is not running');
  process.kill(pid, 'SIGKILL');
};

const pausesIn = (reports: string[]) => reports.flatMap((line) => /again in (\d+) s/.exec(line)?.[1] ?? []);

it('starts what was ready again after a second, however often it is killed', async () => {
  const { supervised, reports } = await start(() => 'until it is killed');
  for (let kills = 1; kills <= 3; kills++) {
    kill(supervised);
    await until(() => reports.filter((line) => line.endsWith('is ready again')).length === kills);
  }
  expect(pausesIn(reports)).toEqual(['1', '1', '1']);
  expect(supervised.state()).toMatchObject({ state: 'ready', restarts: 3 });
});

it('takes longer and longer pauses for what ends before it is ready, and short ones again once it was', async () => {
  const { supervised, reports } = await start((n) =>
    n === 2 || n === 3 ? 'not until it is ready' : 'until it is killed',
  );
  kill(supervised);
  await until(() => reports.some((line) => line.endsWith('is ready again')));
  kill(supervised);
  await until(() => pausesIn(reports).length === 4);
  expect(pausesIn(reports)).toEqual(['1', '2', '4', '1']);
});
