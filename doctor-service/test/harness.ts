import { randomUUID } from 'node:crypto';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import type { Database } from '@hms/service-kit/postgres';
import type { Logger } from '@hms/service-kit/logger';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';
import { visitsAt } from '../src/affected-appointments';
import { createApp } from '../src/app';
import { constraintProblems } from '../src/doctor-store';

const timeLimitMs = 1000;

export interface Interval {
  start: string;
  end: string;
}

/** The service's app; visits are counted at `appointments`, if that is given. */
export const doctorApp = (db: Database, log: Logger, appointments?: string) => {
  const neighbourhood = openNeighbourhood(timeLimitMs, log, Infinity);
  const visits = visitsAt(neighbourhood, timeLimitMs, appointments);
  const lifecycle = { schemaInPlace: true, stopping: false };
  return createApp({ db, log, lifecycle, neighbourhood, visits, region: 'GB' });
};

/** The service on a database of its own, for one test file. */
export const serveDoctors = (appointments?: () => Promise<string>) => {
  const logs = captureLogs();
  let db: Database;
  let served: ServedApp;

  beforeAll(async () => {
    db = await openTestDatabase('doctor-service', logs.log, constraintProblems);
    served = await serve(doctorApp(db, logs.log, await appointments?.()));
  });

  /** The address of a new doctor. */
  const addDoctor = async (more: object = {}): Promise<string> => {
    const names = { givenName: 'Test', familyName: 'Doctor', specialty: 'Cardiology', licenseNumber: randomUUID() };
    const response = await served.api.post('/doctors').send({ ...names, ...more });
    expect(response).toMatchObject({ status: 201 });
    return response.headers['location'] as string;
  };

  return {
    logs,
    db: () => db,
    served: () => served,
    api: () => served.api,
    addDoctor,
    putSchedule: async (doctor: string, weekly: object[], validity: object = {}) => {
      const response = await served.api.put(`${doctor}/schedule`).send({ ...validity, weekly });
      expect(response).toMatchObject({ status: 200 });
    },
    addTimeOff: async (doctor: string, start: string, end: string) => {
      const response = await served.api.post(`${doctor}/time-off`).send({ start, end });
      expect(response).toMatchObject({ status: 201 });
      return response.headers['location'] as string;
    },
    intervalsOf: async (doctor: string, from: string, to: string): Promise<Interval[]> => {
      const response = await served.api.get(`${doctor}/availability`).query({ from, to });
      expect(response).toMatchObject({ status: 200 });
      return (response.body as { intervals: Interval[] }).intervals;
    },
  };
};

/** As the service writes instants. */
export const utc = (time: string) => new Date(time).toISOString().replace('.000Z', '+00:00');

export const interval = (start: string, end: string): Interval => ({ start: utc(start), end: utc(end) });

export const everyDay = (start: string, end: string) =>
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => ({ day, start, end }));
