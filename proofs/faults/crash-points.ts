import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { draws, type Dice } from './draws';
import type { Fault } from './faults';
import type { ProofFleet } from './fleet';
import { outcomeOf, saysNothing, type History, type Operation } from './history';
import { enter, persist } from './load';
import type { Proxy } from './proxy';
import { learn, newWorld, type World } from './world';

/** A step at which a process is to die, the command that leads there, and whose process it is. */
interface Point {
  step: string;
  operation: Operation;
  service: string;
}

const pendingOperations: [string, Operation, string][] = [
  ['link-doctor', 'book', 'appointment-service'],
  ['settle-payment', 'pay', 'payment-service'],
  ['settle-refund', 'refund', 'payment-service'],
  ['check-prescription', 'prescribe', 'prescription-service'],
];
// asks before it stores, so it goes this way only if an upstream does not respond
const moves: [string, Operation, string][] = [['move-appointment', 'reschedule', 'appointment-service']];
const commands: [string, Operation, string][] = [
  ['registerPatient', 'register patient', 'patient-service'],
  ['addDoctor', 'register doctor', 'doctor-service'],
  ['bookAppointment', 'book', 'appointment-service'],
  ['cancelAppointment', 'cancel', 'appointment-service'],
  ['rescheduleAppointment', 'reschedule', 'appointment-service'],
  ['issueBill', 'bill', 'billing-service'],
  ['discountBill', 'discount', 'billing-service'],
  ['applyPayment', 'pay', 'billing-service'],
  ['takeDeposit', 'deposit', 'billing-service'],
  ['refundOnBill', 'refund', 'billing-service'],
  ['takePayment', 'pay', 'payment-service'],
  ['refundPayment', 'refund', 'payment-service'],
  ['prescribe', 'prescribe', 'prescription-service'],
  ['dispense', 'dispense', 'prescription-service'],
];
const stepsOf = (all: [string, Operation, string][], steps: string[]): Point[] =>
  all.flatMap(([name, operation, service]) => steps.map((step) => ({ step: `${name}.${step}`, operation, service })));

/** Those that the command itself reaches. */
export const directPoints = [
  ...stepsOf(pendingOperations, ['storing', 'stored', 'asked', 'settling', 'settled']),
  ...stepsOf(commands, ['storing', 'stored']),
];
/** Those that the command reaches only while the upstreams are away. */
export const pointsWhileAway = stepsOf(moves, ['storing', 'stored', 'asked', 'settling', 'settled']);
/** Those that a job reaches, after an upstream was away; one round for each. */
export const jobPoints = ['job-asked', 'job-settling', 'job-settled'].map((step) =>
  stepsOf([...pendingOperations, ...moves], [step]),
);

// what has to be there before, newly made so that nothing stands against the command
const before: Partial<Record<Operation, Operation[]>> = {
  cancel: ['book'],
  reschedule: ['book'],
  discount: ['bill'],
  pay: ['bill'],
  refund: ['bill', 'pay'],
  dispense: ['prescribe'],
};

export interface CrashRun {
  fleet: ProofFleet;
  world: World;
  history: History;
  dice: Dice;
  faults: Fault[];
  isOver: () => boolean;
}

const arm = ({ fleet }: CrashRun, step: string): (() => boolean) => {
  const folder = path.join(fleet.home, 'crash-points');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, step);
  writeFileSync(file, '');
  return () => !existsSync(file);
};

/** Has a command done; refused, it may have met another, or one that is not settled yet, and is drawn anew a few times. */
const command = async ({ history, dice, isOver }: CrashRun, world: World, operation: Operation): Promise<void> => {
  for (let tries = 0; tries < 20; tries++) {
    if (tries > 0) await pause(500);
    const key = randomUUID();
    const intent = draws[operation](world, dice, key);
    if (!intent) throw new Error(`nothing is there to ${operation}`);
    const entry = enter(history, intent, key);
    const answer = await persist(history, entry, isOver);
    if (saysNothing(answer)) return;
    learn(world, entry, answer);
    if (outcomeOf(entry) !== 'refused') return;
  }
};

/** A world with no more in it than the command is about. */
const prepare = async (run: CrashRun, operation: Operation): Promise<World> => {
  const { patients, doctors, firstDay } = run.world;
  const world = { ...newWorld(), patients: [...patients], doctors: [...doctors], firstDay };
  for (const earlier of before[operation] ?? []) await command(run, world, earlier);
  return world;
};

const until = async (done: () => boolean, ms: number): Promise<boolean> => {
  const end = Date.now() + ms;
  while (!done() && Date.now() < end) await pause(50);
  return done();
};

const setAll = (proxies: Record<string, Proxy>, mode: 'refuse' | 'pass') =>
  Promise.all(Object.values(proxies).map((proxy) => proxy.setMode(mode)));

/** Has something done while nobody can reach the upstreams. */
export const whileAway =
  (proxies: Record<string, Proxy>) =>
  async (work: () => Promise<void>): Promise<void> => {
    await setAll(proxies, 'refuse');
    await work().finally(() => setAll(proxies, 'pass'));
    // for a second after five failures nobody asks, and what is stored meanwhile stays pending
    await pause(2000);
  };

/**
 * Dies at one point after the other; the client goes on until it is answered. Gives what did not come to pass.
 * @param under has the command done in other circumstances than usual
 */
export const crashAt = async (
  run: CrashRun,
  points: Point[],
  under = (work: () => Promise<void>) => work(),
): Promise<string[]> => {
  const missed: string[] = [];
  for (const { step, operation, service } of points) {
    const world = await prepare(run, operation);
    const began = Date.now();
    const died = arm(run, step);
    await under(() => command(run, world, operation));
    if (!(await until(died, 25_000))) missed.push(`no process came to ${step}`);
    else run.faults.push({ what: 'crash', target: service, began, ended: Date.now() });
    // else the next point would be armed while this one's process is away
    await until(() => !died() || run.fleet.readyAgain(service, began) !== undefined, 20_000);
  }
  return missed;
};

/** Every job meets its point at once: commands are left waiting for silent upstreams, and these come back. */
export const crashInJobs = async (
  run: CrashRun,
  points: Point[],
  proxies: Record<string, Proxy>,
): Promise<string[]> => {
  const worlds = await Promise.all(points.map(({ operation }) => prepare(run, operation)));
  await setAll(proxies, 'refuse');
  await Promise.all(points.map(({ operation }, i) => command(run, worlds[i] ?? run.world, operation)));
  const began = Date.now();
  const died = points.map(({ step }) => arm(run, step));
  await setAll(proxies, 'pass');
  await until(() => died.every((is) => is()), 60_000);
  const missed = points.filter(({ service }, i) => {
    if (!died[i]?.()) return true;
    run.faults.push({ what: 'crash', target: service, began, ended: Date.now() });
    return false;
  });
  // one whose work was just committed was taken along by another in its process: it is tried without the others
  if (missed.length > 0 && missed.length < points.length) return crashInJobs(run, missed, proxies);
  return missed.map(({ step }) => `no job came to ${step}`);
};
