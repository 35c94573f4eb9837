import type { Database } from '@hms/service-kit/database';
import type { Command } from '@hms/service-kit/idempotency';
import { requireVersion } from '@hms/service-kit/merge-patch';
import { defineProblem, unavailable, versionMismatch, type ProblemFactory } from '@hms/service-kit/problem';
import type { Records } from '@hms/service-kit/records';
import { entityTag } from '@hms/service-kit/response';
import { idParameters } from '@hms/service-kit/schema';
import type { z } from 'zod';
import { doNative } from './do-native';
import type { FhirResource, Named, OwnOperation } from './resource';
import { asResource, nativeOf, pathOf, telling } from './translate';

/** A native operation, and what it is asked. */
export interface NativeCommand {
  operation: string;
  body: object | undefined;
}

export const notOneCommand = defineProblem(
  { type: 'not-one-command', status: 422, title: 'The update is not one command' },
  (detail: string) => ({ detail }),
);

interface Updating<R, A> {
  named: Named;
  /** The native read. */
  read: string;
  records: Records;
  toFhir: FhirResource['toFhir'];
  summary: string;
  problems: ProblemFactory<never>[];
  body: z.ZodType<A>;
  /** Undefined where both are the same. Throws problems. */
  commandOf(record: R, asked: A): NativeCommand | undefined;
}

/**
 * An update that does what the resource says otherwise than the record, by the one native operation that does so. Who may do that
 * is said by that operation.
 */
export function updatingByCommand<R extends { version: number }, A>(
  db: Database,
  updating: Updating<R, A>,
): OwnOperation {
  const { named, toFhir, body, commandOf, records, summary } = updating;
  return {
    is: 'update',
    make: (native) => {
      const read = nativeOf(native, updating.read);
      return [
        {
          ...read,
          id: `fhirUpdate${named.type}`,
          method: 'put',
          path: `${pathOf(named)}/:id`,
          summary,
          params: idParameters,
          body,
          problems: [...updating.problems, notOneCommand, versionMismatch],
          handle: async (input) => {
            const { id } = input.params as { id: string };
            const seen = await doNative(db, read, { ...input, body: undefined });
            const record = JSON.parse(String(seen.body)) as R;
            const { version } = record;
            requireVersion(input.ifMatch, version);
            const command = commandOf(record, input.body as A);
            if (!command) return seen;
            const changed = input.ifMatch === undefined ? changedMeanwhile : versionMismatch;
            return doNative(db, nativeOf(native, command.operation), {
              ...input,
              body: command.body,
              ifMatch: entityTag(version),
              command: ofVersion(input.command, { records, id, version }, changed),
            });
          },
          translation: telling(named, (answer) => asResource(answer, { ...named, toFhir })),
        },
      ];
    },
  };
}

const changedMeanwhile = () =>
  unavailable('Another request changed the record at the same time. Nothing was done; try again.');

/** The command of the record as it was read: what was chosen by that is right for no other version. */
function ofVersion(
  command: Command,
  { records, id, version }: { records: Records; id: string; version: number },
  changed: (version: number) => Error,
): Command {
  return {
    ...command,
    store: (work, options) =>
      command.store(async (tx) => {
        const current = await records.lock(tx, id);
        if (current.version !== version) throw changed(current.version);
        return work(tx);
      }, options),
  };
}
