import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { create, listAll, send, urlOf, type HttpResponse } from '../fleet-client';

const year = new Date().getUTCFullYear() + 1;

type Who = 'dead' | 'inactive' | 'unknown';
type Door = (patientId: string, become: () => Promise<void>, day: number, doctorId: string) => Promise<HttpResponse>;

const appointmentUrl = (path: string) => `${urlOf('appointment')}${path}`;
const post = (path: string, body: object) => send('POST', appointmentUrl(path), body);
/** Ten in the morning of a day of its own, so that the doors do not meet. */
const tenOn = (day: number) => new Date(Date.UTC(year, 2, day, 10)).toISOString();
const daysOf = (day: number) => ({
  earliest: new Date(Date.UTC(year, 2, day)).toISOString(),
  latest: new Date(Date.UTC(year, 2, day + 1)).toISOString(),
});

const bookOne = async (patientId: string, doctorId: string, day: number): Promise<string> =>
  create(appointmentUrl('/appointments'), { patientId, doctorId, time: tenOn(day), durationMinutes: 30 });

/** Waits until the entry is offered a time, or has ended. */
const decided = async (entryId: string): Promise<HttpResponse> => {
  for (let tries = 1; ; tries++) {
    const entry = await send('GET', appointmentUrl(`/waitlist/${entryId}`));
    if (entry.body['status'] !== 'waiting' || tries === 100) return entry;
    await pause(200);
  }
};

const joinOne = (patientId: string, doctorId: string, day: number): Promise<string> =>
  create(appointmentUrl('/waitlist'), { patientId, doctorId, ...daysOf(day) });

/** An entry of the patient, and a time that another has had and gives back. */
const freeFor = async (patientId: string, doctorId: string, day: number, other: string): Promise<string> => {
  const booked = await bookOne(other, doctorId, day);
  const entry = await joinOne(patientId, doctorId, day);
  await post(`/appointments/${booked}/cancel`, {});
  return entry;
};

/** Every way into the book. Each makes the patient what he or she is not to be just before the last step. */
const doorsWith = (other: string): Record<string, Door> => ({
  book: async (patientId, become, day, doctorId) => {
    await become();
    return post('/appointments', { patientId, doctorId, time: tenOn(day) });
  },
  'walk in': async (patientId, become, _day, doctorId) => {
    await become();
    return post('/appointments', { patientId, doctorId, walkIn: true });
  },
  join: async (patientId, become, day, doctorId) => {
    await become();
    return post('/waitlist', { patientId, doctorId, ...daysOf(day) });
  },
  'be offered a time': async (patientId, become, day, doctorId) => {
    const booked = await bookOne(other, doctorId, day);
    const entry = await joinOne(patientId, doctorId, day);
    await become();
    await post(`/appointments/${booked}/cancel`, {});
    const { status, body } = await decided(entry);
    return body['status'] === 'cancelled' ? post(`/waitlist/${entry}/accept`, {}) : { status, body };
  },
  accept: async (patientId, become, day, doctorId) => {
    const entry = await freeFor(patientId, doctorId, day, other);
    await decided(entry);
    await become();
    return post(`/waitlist/${entry}/accept`, {});
  },
  reschedule: async (patientId, become, day, doctorId) => {
    const booked = await bookOne(patientId, doctorId, day);
    await become();
    const answer = await post(`/appointments/${booked}/reschedule`, { time: tenOn(day + 40) });
    // where it stays is where it was booked before, and no fault of this door
    await post(`/appointments/${booked}/cancel`, {});
    return answer;
  },
  reopen: async (patientId, become, day, doctorId) => {
    const booked = await bookOne(patientId, doctorId, day);
    await post(`/appointments/${booked}/cancel`, {});
    await become();
    return post(`/appointments/${booked}/reopen`, { reason: 'Proof' });
  },
});

const changes: Record<Exclude<Who, 'unknown'>, () => object> = {
  dead: () => ({ deceasedAt: new Date().toISOString() }),
  inactive: () => ({ active: false }),
};

export interface Attempt {
  what: string;
  patientId: string;
  answer: HttpResponse;
}

/** Tries every door with each of those whom no door may let in; the unknown cannot have had a visit before. */
export const tryDoors = async (run: string): Promise<Attempt[]> => {
  const [doctorId, other] = await Promise.all([
    create(`${urlOf('doctor')}/doctors`, {
      givenName: 'Proof',
      familyName: 'Doors',
      specialty: 'Proof of who is booked',
      licenseNumber: `PROOF-DOORS-${run}`,
    }),
    create(`${urlOf('patient')}/patients?allowDuplicate=true`, { givenName: 'Proof alive', familyName: run }),
  ]);
  const attempts: Attempt[] = [];
  let day = 1;
  for (const who of ['dead', 'inactive', 'unknown'] as const) {
    for (const [name, door] of Object.entries(doorsWith(other))) {
      if (who === 'unknown' && !['book', 'walk in', 'join'].includes(name)) continue;
      const registered = { givenName: `Proof ${who} ${name}`, familyName: run };
      const patientId =
        who === 'unknown' ? randomUUID() : await create(`${urlOf('patient')}/patients?allowDuplicate=true`, registered);
      const become = async () => {
        if (who === 'unknown') return;
        const { status } = await send('PATCH', `${urlOf('patient')}/patients/${patientId}`, changes[who]());
        if (status !== 200) throw new Error(`a patient could not be made ${who}: ${status}`);
      };
      attempts.push({ what: `${who}: ${name}`, patientId, answer: await door(patientId, become, day++, doctorId) });
    }
  }
  return attempts;
};

/** Of what they tried, the visits that are to come and were not given back. */
export const bookedAmong = async (attempts: Attempt[]): Promise<string[]> => {
  const found: string[] = [];
  for (const { what, patientId } of attempts) {
    for await (const { status } of listAll<{ status: string }>(
      appointmentUrl(`/appointments?patientId=${patientId}`),
    )) {
      if (status !== 'cancelled') found.push(`${what} is ${status}`);
    }
  }
  return found;
};
