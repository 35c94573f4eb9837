import { randomUUID } from 'node:crypto';
import { startForTest, type TestedService } from '@hms/service-kit/testing/service';
import { answers, startStubUpstream, type Behaviour, type StubUpstream } from '@hms/service-kit/testing/stub-upstream';
import { days } from '../src/free-time';
import { service } from '../src/service';

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

export interface Fixture extends TestedService {
  doctors: StubUpstream;
  patients: StubUpstream;
}

/**
 * appointment-service with stubs for its upstreams.
 * @param holdMs for how long an offer is held
 * @param timeZone the hospital's
 */
export const startAppointmentService = async ({ holdMs = 60_000, timeZone = 'UTC' } = {}): Promise<Fixture> => {
  const doctors = await startStubUpstream(works());
  const patients = await startStubUpstream(answers(200, { id: randomUUID(), deceasedAt: null }));
  const tested = await startForTest(service, {
    environment: {
      HMS_TIME_ZONE: timeZone,
      DOCTOR_SERVICE_URL: doctors.url,
      PATIENT_SERVICE_URL: patients.url,
    },
    settings: { WAITLIST_HOLD_MINUTES: holdMs / 60_000 },
  });
  return { ...tested, doctors, patients };
};
