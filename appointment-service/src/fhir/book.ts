import { asResource, nativeOf, pathOf, telling } from '@hms/fhir/translate';
import { grantFor } from '@hms/fhir/do-native';
import type { OwnOperation } from '@hms/fhir/resource';
import { invalidRequest, unavailable } from '@hms/service-kit/problem';
import type { Operation } from '@hms/service-kit/operation';
import { z } from 'zod';
import type { NewAppointment } from '../command-schemas';
import type { AppointmentContext } from '../context';
import { minutes } from '../free-time';
import { elements, reasons, type Asked } from './appointment-body';
import { toFhir } from './appointment-mapping';

const named = { type: 'Appointment', elements, reasons } as const;

/** What FHIR's status may be of one that is to be booked. */
type Booked = (asked: Asked) => string | undefined;

/** A native booking without its length, which is told beside it: a patient may name the usual one, and set none. */
type Booking = Omit<NewAppointment, 'durationMinutes'> & { minutes: number };

/**
 * Books what a resource asks for, by the native operation.
 * @param body reads it @param path after that of appointments @param faultOf the status, where it is none to be booked
 * @param holdMinutes holds the time only, until it is confirmed
 */
export function booking(
  { upstreams }: AppointmentContext,
  {
    is,
    id,
    path = '',
    body,
    faultOf,
    holdMinutes,
  }: Pick<OwnOperation, 'is'> & {
    id: string;
    path?: string;
    body: z.ZodType<Asked>;
    faultOf: Booked;
    holdMinutes?: number;
  },
): OwnOperation {
  return {
    is,
    make: (native) => {
      const book = nativeOf(native, 'bookAppointment');
      return [
        {
          ...book,
          id,
          path: `${pathOf(named)}${path}`,
          query: z.strictObject({}),
          body: bookingOf(body, book, { faultOf, holdMinutes }),
          handle: async (input) => {
            const { minutes: length, ...rest } = input.body as Booking;
            const maySet = !grantFor(book).mayNotSet.includes('durationMinutes');
            if (!maySet) await requireUsual(rest.doctorId, Date.parse(rest.time ?? ''), length);
            return book.handle({ ...input, body: { ...rest, durationMinutes: maySet ? length : null } });
          },
          translation: telling(named, (answer) => asResource(answer, { ...named, toFhir })),
        },
      ];
    },
  };

  /** FHIR's start never comes without its end; who may not set a length may say no other than the doctor's own. */
  async function requireUsual(doctorId: string, start: number, length: number): Promise<void> {
    const asked = await upstreams.doctors.shareTime(doctorId, { start, end: start + minutes(length) });
    if (asked.outcome === 'unavailable')
      throw unavailable(
        'doctor-service does not respond just now, so the length cannot be checked. Try again in a moment.',
      );
    // the native operation says what is wrong with the doctor
    if (asked.outcome === 'refused' || asked.value.visitMinutes === length) return;
    const usual = asked.value.visitMinutes;
    const detail = `must be ${new Date(start + minutes(usual)).toISOString()}: a visit of this doctor takes ${usual} minutes`;
    throw invalidRequest([{ in: 'body', pointer: '/end', detail }]);
  }
}

/** By the rules of the native body. */
function bookingOf(
  body: z.ZodType<Asked>,
  book: Operation,
  { faultOf, holdMinutes }: { faultOf: Booked; holdMinutes: number | undefined },
): z.ZodType {
  return body
    .transform((asked, context): Record<string, unknown> => {
      const fault = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
      const wrong = faultOf(asked);
      if (wrong !== undefined) fault('status', wrong);
      if (asked.cancellation) fault('cancelationReason', 'is for what is cancelled');
      for (const name of ['specialty', 'heldUntil', 'created', 'requestedPeriod'] as const)
        if (asked[name] !== undefined) fault(name, 'is given by the server; leave it out');
      for (const status of [asked.patientStatus, asked.doctorStatus])
        if (status === 'declined') fault('participant', 'cannot have declined what is to be booked');
      const { patientId, doctorId, reason, confidential, walkIn } = asked;
      const time = new Date(asked.start).toISOString();
      return { patientId, doctorId, time, durationMinutes: asked.minutes, walkIn, holdMinutes, reason, confidential };
    })
    .pipe((book.body ?? z.unknown()) as z.ZodType<NewAppointment, Record<string, unknown>>)
    .transform(({ durationMinutes, ...rest }): Booking => ({ ...rest, minutes: durationMinutes ?? 0 }));
}
