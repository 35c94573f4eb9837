import type { AccessTable } from './access';
import type { Caller } from './caller';
import { openChanges, type Announced, type Change } from './changes';
import type { Database } from './database';
import { openEventStreams, type EventStreams, type Hearing } from './event-streams';
import { findGrant } from './grants';
import { operation, type Operation } from './operation';
import { defineProblem } from './problem';
import type { Records } from './records';
import { currentRequest } from './request-context';
import { streamed } from './response';
import type { Restrictions } from './restrictions';

export const streamOnly = defineProblem(
  { type: 'stream-only', status: 406, title: 'This is a stream, which has no end' },
  () => ({ detail: 'Send Accept: text/event-stream, as EventSource does, to follow it.' }),
);

interface Parts {
  service: string;
  access: AccessTable;
  restrictions: Restrictions | undefined;
  lifecycle: Readonly<{ stopping: boolean }>;
}

type Shower = Operation & { shows: Records };

/** Returns the operation that tells of changes, and its gauge: of each record that one of these operations shows, to who may use that. None where none shows one. */
export function eventRoutes(
  db: Database,
  operations: Operation[],
  { access, ...parts }: Parts,
): { routes: Operation[]; gauges: EventStreams['gauge'][] } {
  const showers = operations.filter((one): one is Shower => one.shows !== undefined);
  if (showers.length === 0) return { routes: [], gauges: [] };
  const line = access['followChanges'];
  if (!line) throw new Error('access.ts has no line for followChanges');
  const byRecord = new Map(showers.map((shower) => [nameOf(shower.shows), shower]));
  const streams = openEventStreams({
    ...parts,
    readChanges: openChanges(
      db,
      showers.map(({ shows }) => announcementOf(shows)),
    ),
  });
  const follow = operation({
    id: 'followChanges',
    access: line,
    isUnrecorded: true,
    method: 'get',
    path: '/events',
    summary: 'Follow what changes',
    description: `Tells within two seconds that a record was changed, as server-sent events: \`event\` is ${[...byRecord.keys()].join(', ')}, \`data\` is \`{"id","version","patientId"}\` and nothing of the record. You are told of what you may read. \`event: ready\` means: ask again for what you show, because until now something may have been missed, or because you may see less or more than before; it comes at the start, and no event is ever sent again. A removed record is told of with a version that cannot be read. The stream ends with the token.`,
    responses: { 200: { description: 'Events, without an end', contentType: 'text/event-stream', headers: [] } },
    problems: [streamOnly],
    handle: async ({ accept }) => {
      const caller = currentRequest()?.caller;
      // the way to it verifies the token
      if (!caller) throw new Error('a stream was asked for without a caller');
      if (accept?.includes('text/event-stream') !== true) throw streamOnly();
      return streamed('text/event-stream', (response) => streams.open(response, caller, hearingOf(byRecord, caller)));
    },
  });
  return { routes: [follow], gauges: [streams.gauge] };
}

/** `waiting-list entry` is `waiting-list-entry` in events. */
function nameOf({ what }: Records): string {
  return what.replaceAll(' ', '-');
}

function announcementOf(records: Records): Announced {
  return { record: nameOf(records), table: records.table, patient: records.patient };
}

/** Who may read a record may hear of it. */
function hearingOf(showers: ReadonlyMap<string, Shower>, caller: Caller): (change: Change) => Hearing {
  const grants = new Map([...showers].map(([record, shower]) => [record, findGrant(shower, caller)]));
  return ({ record, patientId }) => {
    const grant = grants.get(record);
    if (!grant) return 'no';
    if (grant.patientId !== undefined) return grant.patientId === patientId ? 'own' : 'no';
    return showers.get(record)?.despiteRestriction ? 'despite-restriction' : 'unless-restricted';
  };
}
