import { doNative } from '@hms/fhir/do-native';
import { asResource, nativeOf, pathOf, telling } from '@hms/fhir/translate';
import type { OwnOperation } from '@hms/fhir/resource';
import type { Command } from '@hms/service-kit/idempotency';
import { requireVersion } from '@hms/service-kit/merge-patch';
import { entityTag } from '@hms/service-kit/response';
import { stateForbidsCommand, versionMismatch } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { appointments } from '../appointment-store';
import type { AppointmentContext } from '../context';
import { bookingProblems, changedMeanwhile, notDueYet } from '../problems';
import { appointmentBody, elements, type Asked } from './appointment-body';
import { toFhir, type Native } from './appointment-mapping';
import { commandOf, notOneCommand } from './command-of';

const named = { type: 'Appointment', elements } as const;

/**
 * An update does what the resource says otherwise than the record, by the one native operation that does so: it cancels, moves,
 * checks in, records what became of the visit, or changes its reason. Who may do that is said by that operation.
 */
export function updating({ db }: AppointmentContext): OwnOperation {
  return {
    is: 'update',
    make: (native) => {
      const read = nativeOf(native, 'getAppointment');
      return [
        {
          ...read,
          id: 'fhirUpdateAppointment',
          method: 'put',
          path: `${pathOf(named)}/:id`,
          summary: 'Cancel, move, check in or change an appointment (FHIR)',
          params: idParameters,
          body: appointmentBody,
          problems: [...bookingProblems, stateForbidsCommand, notDueYet, notOneCommand, versionMismatch],
          handle: async (input) => {
            const { id } = input.params as { id: string };
            const seen = await doNative(db, read, { ...input, body: undefined });
            const record = JSON.parse(String(seen.body)) as Native;
            requireVersion(input.ifMatch, record.version);
            const command = commandOf(appointmentBody.parse(toFhir(record)), input.body as Asked);
            if (!command) return seen;
            return doNative(db, nativeOf(native, command.operation), {
              ...input,
              body: command.body,
              ifMatch: entityTag(record.version),
              command: ofVersion(input.command, id, record.version),
            });
          },
          translation: telling(named, (answer) => asResource(answer, { ...named, toFhir })),
        },
      ];
    },
  };
}

/** The command of the record as it was read: what was chosen by that is right for no other version. */
function ofVersion(command: Command, id: string, version: number): Command {
  return {
    ...command,
    store: (work, options) =>
      command.store(async (tx) => {
        const current = await appointments.lock(tx, id);
        if (current.version !== version) throw changedMeanwhile();
        return work(tx);
      }, options),
  };
}
