import { randomUUID } from 'node:crypto';
import type { DatabaseSettings } from '@hms/service-kit/database-connection';
import { startForTest, type TestedService } from '@hms/service-kit/testing/service';
import { service } from '../src/service';

export interface Interval {
  start: string;
  end: string;
}

/** @param appointments the address of an appointment-service, where visits are counted */
export const startDoctorService = (appointments?: string, database?: DatabaseSettings): Promise<TestedService> =>
  startForTest(service, {
    environment: { HMS_REGION: 'GB', ...(appointments !== undefined && { APPOINTMENT_SERVICE_URL: appointments }) },
    ...(database && { database }),
  });

/** The service on a database of its own, for one test file. */
export const serveDoctors = (appointments?: () => Promise<string>) => {
  let tested: TestedService;

  beforeAll(async () => {
    tested = await startDoctorService(await appointments?.());
  });

  /** The address of a new doctor. */
  const addDoctor = async (more: object = {}): Promise<string> => {
    const names = { givenName: 'Test', familyName: 'Doctor', specialty: 'Cardiology', licenseNumber: randomUUID() };
    const response = await tested.served.api.post('/doctors').send({ ...names, ...more });
    expect(response).toMatchObject({ status: 201 });
    return response.headers['location'] as string;
  };

  return {
    logged: () => tested.logged(),
    db: () => tested.db,
    served: () => tested.served,
    api: () => tested.served.api,
    addDoctor,
    putSchedule: async (doctor: string, weekly: object[], validity: object = {}) => {
      const response = await tested.served.api.put(`${doctor}/schedule`).send({ ...validity, weekly });
      expect(response).toMatchObject({ status: 200 });
    },
    addTimeOff: async (doctor: string, start: string, end: string) => {
      const response = await tested.served.api.post(`${doctor}/time-off`).send({ start, end });
      expect(response).toMatchObject({ status: 201 });
      return response.headers['location'] as string;
    },
    intervalsOf: async (doctor: string, from: string, to: string): Promise<Interval[]> => {
      const response = await tested.served.api.get(`${doctor}/availability`).query({ from, to });
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
