import { ok, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { appointments, setStatus } from './appointment-store';
import { requireDue } from './check-in';
import { notDueYet } from './problems';
import { Appointment } from './schemas';
import { freeTime } from './waitlist/freed-times';

const commands = [
  {
    id: 'fulfill',
    command: 'fulfill',
    summary: 'Record that a patient has been seen',
    description: 'Ends a visit whose patient has arrived. Any other status is refused.',
  },
  {
    id: 'recordNoShow',
    command: 'no-show',
    summary: 'Record that a patient did not come',
    description:
      'Records a missed visit once its time has begun; what is left of the time is free at once. Only a booked appointment can be missed.',
  },
] as const;

/** The patient has been seen, or has not come; the last frees what is left of the time. */
export const checkOuts = commands.map(({ id, command: name, summary, description }) =>
  operation({
    id,
    access: access[id],
    patient: ofRecord(appointments),
    method: 'post',
    path: `/appointments/:id/${name}`,
    summary,
    description,
    params: idParameters,
    responses: { 200: { description: 'The changed appointment', schema: Appointment } },
    problems: [stateForbidsCommand, notDueYet],
    handle: ({ params, command }) => command.store((tx) => record(tx, params.id, name)),
  }),
);

async function record(tx: Transaction, id: string, command: 'fulfill' | 'no-show'): Promise<RecordResponse> {
  const { wanted, status } = await requireDue(tx, id, command);
  const changed = await setStatus(tx, id, status);
  if (status === 'noshow') await freeTime(tx, wanted);
  return ok(changed);
}
