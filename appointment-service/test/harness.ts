import { randomUUID } from 'node:crypto';
import { startJobs } from '@hms/service-kit/jobs';
import { openDatabase, type Database } from '@hms/service-kit/postgres';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';
import {
  answers,
  startStubNeighbour,
  type Behaviour,
  type StubNeighbour,
} from '@hms/service-kit/testing/stub-neighbour';
import { createApp } from '../src/app';
import { constraintProblems } from '../src/appointment-store';
import { doctorClient } from '../src/doctor-client';
import { days } from '../src/free-time';
import { patientClient } from '../src/patient-client';
import { pendingCommands, settlingTasks } from '../src/pending-commands';
import { expiringOffers } from '../src/waitlist/answer-offer';
import { offeringFreedTime } from '../src/waitlist/offer-freed-time';
import { endingTheWaitOfTheDead } from '../src/waitlist/wait-of-the-dead';

export const aDoctor = {
  doctorId: randomUUID(),
  name: 'Elizabeth Blackwell',
  specialty: 'General practice',
  timeZone: 'UTC',
  visitMinutes: 30,
  active: true,
};

const instants = ([start, end]: readonly [number, number]) => ({
  start: new Date(start).toISOString(),
  end: new Date(end).toISOString(),
});

type Hours = readonly (readonly [start: string, end: string])[];

/** A doctor-service where every doctor works these hours, or always; of a specialty it knows the doctors in `ids`. */
export const works =
  (hours?: Hours, more: object = {}, ids: string[] = [aDoctor.doctorId]): Behaviour =>
  ({ url }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const [from, to] = ['from', 'to'].map((name) => Date.parse(searchParams.get(name) ?? '')) as [number, number];
    if (to - from > days(62)) {
      answers(400, { type: '/problems/invalid-request', detail: 'x' })({} as never, response);
      return;
    }
    const all = hours?.map(([start, end]) => [Date.parse(start), Date.parse(end)] as const) ?? [[from, to] as const];
    const intervals = all
      .map(([start, end]) => [Math.max(start, from), Math.min(end, to)] as const)
      .filter(([start, end]) => start < end)
      .map(instants);
    const whole = all.filter(([start, end]) => hours && start < to && from < end).map(instants);
    const told = { scheduled: hours !== undefined, intervals, hours: whole };
    const timeOf = (doctorId?: string) => ({ ...aDoctor, ...told, ...more, doctorId });
    const one = pathname.startsWith('/doctors/');
    const body = one ? timeOf(pathname.split('/')[2]) : { data: ids.map(timeOf), nextCursor: null };
    answers(200, body)({} as never, response);
  };

export const noSuchDoctor = answers(404, { type: '/problems/not-found', detail: 'none' });

const timeLimitMs = 2000;

export interface Harness {
  served: ServedApp;
  db: Database;
  doctors: StubNeighbour;
  patients: StubNeighbour;
  logged: () => string;
  /** Starts what settles pending appointments; without it, they stay as a process that died leaves them. */
  startWorker: () => Promise<void>;
}

/**
 * appointment-service with stubs for its neighbours, which may take two seconds to answer, as usual.
 * @param holdMs for how long an offer is held
 * @param timeZone the hospital's
 */
export const startAppointmentService = async ({ holdMs = 60_000, timeZone = 'UTC' } = {}): Promise<Harness> => {
  const { log, text } = captureLogs();
  const doctors = await startStubNeighbour(works());
  const patients = await startStubNeighbour(answers(200, { id: randomUUID(), deceasedAt: null }));
  const db = openDatabase({ ...(await createTestDatabase('appointment-service')), timeZone }, log, constraintProblems);
  atEnd(() => db.close());
  const neighbourhood = openNeighbourhood(timeLimitMs, log, Infinity);
  const neighbours = {
    doctors: doctorClient(neighbourhood, doctors.url),
    patients: endingTheWaitOfTheDead(db, patientClient(neighbourhood, patients.url)),
  };
  const commands = pendingCommands(db, log, neighbours, timeLimitMs);
  const lifecycle = { schemaInPlace: true, stopping: false };
  const served = await serve(createApp({ db, log, lifecycle, neighbourhood, neighbours, ...commands }));
  const startWorker = async () => {
    const offering = offeringFreedTime(db, neighbours, holdMs);
    const jobs = startJobs(db, [...settlingTasks(commands), offering, expiringOffers(db)], log);
    atEnd(() => jobs.stop());
  };
  return { served, db, doctors, patients, logged: text, startWorker };
};
