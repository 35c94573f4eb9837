import { z } from 'zod';
import type { AppointmentClient } from './appointment-client';

const count = z.int().min(0).nullable();

/** What is coming of a patient who will not come any more; nothing of it is changed by that. */
export const Coming = z
  .strictObject({
    appointments: count.meta({ description: 'Booked visits from now on' }),
    waitlistEntries: count.meta({ description: 'Places on the waiting list, waiting or with a time offered' }),
    links: z.strictObject({
      appointments: z.string(),
      waitlistEntries: z.string(),
    }),
  })
  .meta({
    description:
      'Told where a change sets deceasedAt, or active to false. Null: not known, because appointment-service does not respond or is not configured. The links are addresses at appointment-service.',
  });
export type Coming = z.output<typeof Coming>;

/**
 * Asks appointment-service what is booked and waited for.
 * @param appointments absent: it is not configured, and nothing is known
 */
export async function comingOf(patientId: string, appointments: AppointmentClient | undefined): Promise<Coming> {
  const from = new Date().toISOString();
  const links = {
    appointments: `/appointments?patientId=${patientId}&status=booked&from=${from}`,
    waitlistEntries: `/waitlist?patientId=${patientId}`,
  };
  if (appointments === undefined) return { appointments: null, waitlistEntries: null, links };
  const [booked, waiting, offered] = await Promise.all([
    appointments.count(links.appointments),
    appointments.count(`${links.waitlistEntries}&status=waiting`),
    appointments.count(`${links.waitlistEntries}&status=offered`),
  ]);
  return {
    appointments: booked,
    waitlistEntries: waiting === null || offered === null ? null : waiting + offered,
    links,
  };
}
