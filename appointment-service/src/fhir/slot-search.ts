import { spanOf } from '@hms/fhir/search-date';
import { NotTaken } from '@hms/fhir/search-parameter';
import { z } from 'zod';
import { SlotQuery } from '../schemas';
import type { SlotTime } from './slot-id';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const takes = 'must be a time with its zone, such as ge2026-12-01T09:00:00Z; prefixes are eq, ge, gt, sa, le, lt, eb';

/** @param types that it may name; the id alone will do */
export const idOf = (...types: string[]) =>
  z
    .string()
    .regex(
      new RegExp(`^(?:(?:https?://\\S+/)?(?:${types.join('|')})/)?${uuid}$`, 'i'),
      `must be ${types[0]}/ and its id`,
    )
    .transform((value) => value.slice(-36).toLowerCase());

export const paging = {
  _count: z.string().optional(),
  _cursor: z.string().optional(),
  _format: z.enum(['json', 'application/json', 'application/fhir+json']).optional(),
};

/** What FHIR's Slot is searched by; every other parameter is refused. */
const SlotSearch = z.strictObject({
  ...paging,
  schedule: idOf('Schedule').optional(),
  specialty: z.string().optional(),
  start: z.union([z.string(), z.array(z.string()).max(2, 'is taken twice: from, and to')]).optional(),
  status: z.enum(['free', 'http://hl7.org/fhir/slotstatus|free'], 'must be free: only free times are told').optional(),
  _sort: z.literal('start', 'must be start: free times are told in order of time').optional(),
  _elements: z.string().optional(),
});

/** Reads a search of slots as the native query. */
export const slotSearch = SlotSearch.transform(({ schedule, specialty, start, _count, _cursor }, context) => {
  try {
    return {
      ...(schedule !== undefined && { doctorId: schedule }),
      ...(specialty !== undefined && { specialty: specialty.replace(/^\|/, '') }),
      ...rangeOf([start ?? []].flat()),
      ...(_count !== undefined && { limit: _count }),
      ...(_cursor !== undefined && { cursor: _cursor }),
    };
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    context.addIssue({ code: 'custom', path: ['start'], message: error.message });
    return z.NEVER;
  }
}).pipe(SlotQuery);

/** From when and to when, as native: from an instant on, and before another. */
function rangeOf(starts: string[]): { from?: string; to?: string } {
  const range: { from?: string; to?: string } = {};
  for (const value of starts) {
    const { prefix, from, to, isInstant } = spanOf(value);
    if (!isInstant) throw new NotTaken(takes);
    if (prefix === 'eq') Object.assign(range, { from, to });
    else if (prefix === 'ge') range.from = from;
    else if (prefix === 'gt' || prefix === 'sa') range.from = to;
    else if (prefix === 'lt' || prefix === 'eb') range.to = from;
    else if (prefix === 'le') range.to = to;
    else throw new NotTaken(takes);
  }
  return range;
}

/** The native query that finds one slot, if it is still free. */
export function oneSlot({ doctorId, start, minutes }: SlotTime) {
  const from = new Date(start).toISOString();
  const to = new Date(start + 1).toISOString();
  return { doctorId, from, to, durationMinutes: String(minutes), limit: '1' };
}
