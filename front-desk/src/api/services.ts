import createClient from 'openapi-fetch';
import { afterPicture } from './after-picture';
import { noteReached } from './connection';
import type { paths as Appointments } from './generated/appointment-service';
import type { paths as Bills } from './generated/billing-service';
import type { paths as Doctors } from './generated/doctor-service';
import type { paths as Patients } from './generated/patient-service';
import type { paths as Payments } from './generated/payment-service';
import type { paths as Prescriptions } from './generated/prescription-service';
import { problemOf, Unreachable } from './problem';
import { currentSession, signedInAgain } from './session';

const options = { baseUrl: `${window.location.origin}/api`, fetch: send };

export const patients = createClient<Patients>(options);
export const appointments = createClient<Appointments>(options);
export const doctors = createClient<Doctors>(options);
export const prescriptions = createClient<Prescriptions>(options);
export const bills = createClient<Bills>(options);
export const payments = createClient<Payments>(options);

/** Returns a client of one service, for what several services have under the same path. */
export function clientAt<Paths extends object>(service: string) {
  return createClient<Paths>({ ...options, baseUrl: `${options.baseUrl}/${service}` });
}

/** Returns what was asked for. Throws a `Problem` in its place, or `Unreachable`. */
export async function answer<Data>(
  call: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<NonNullable<Data>> {
  const { data, error, response } = await call;
  if (data === undefined || data === null) throw problemOf(response.status, error);
  return data;
}

/** Sends a request. Where the session has ended it waits for the next one, and sends the same again. */
async function send(request: Request): Promise<Response> {
  const response = await reach(request);
  if (response.status !== 401) return response;
  await signedInAgain();
  return send(request);
}

async function reach(request: Request): Promise<Response> {
  const attempt = request.clone();
  if (attempt.method !== 'GET') attempt.headers.set('X-CSRF-Token', currentSession()?.csrfToken ?? '');
  try {
    // the browser takes a millisecond to send one, and a key that turns the day asks for several
    if (attempt.method === 'GET') await afterPicture(request.signal);
    const response = await fetch(attempt);
    noteReached(true);
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    noteReached(false);
    throw new Unreachable();
  }
}
