import type { Reply } from '@hms/service-kit/upstream';
import type { Upstreams } from '@hms/service-kit/upstreams';
import { z } from 'zod';

const Listed = z.object({ data: z.array(z.unknown()), nextCursor: z.string().nullable() });

export interface AppointmentClient {
  /**
   * How many records a list of appointment-service has, all pages of it; null where that is not known.
   * @param list its path, with at least one query parameter
   */
  count(list: string): Promise<number | null>;
}

export function appointmentClient(upstreams: Upstreams, baseUrl: string): AppointmentClient {
  const appointments = upstreams.at('appointment-service', baseUrl, []);
  return {
    count: async (list) => {
      let counted = 0;
      for (let page = `${list}&limit=200`; ;) {
        const reply: Reply<z.output<typeof Listed>> = await appointments.get(page, Listed);
        if (reply.outcome !== 'responded') return null;
        counted += reply.value.data.length;
        if (reply.value.nextCursor === null) return counted;
        page = `${list}&limit=200&cursor=${reply.value.nextCursor}`;
      }
    },
  };
}
