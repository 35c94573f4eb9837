import { ok, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { stateAfter, type PrescriptionCommand } from './prescription';
import { getLockedOrder, prescriptions, setStatus } from './prescription-store';
import { NewStatusReason, NewStopReason, Prescription, type StatusReason } from './schemas';

const commands = [
  {
    id: 'holdPrescription',
    command: 'hold',
    summary: 'Put a prescription on hold',
    description: 'Suspends an active prescription: nothing of it is dispensed until it is resumed.',
    body: NewStatusReason,
  },
  {
    id: 'resumePrescription',
    command: 'resume',
    summary: 'Resume a prescription',
    description: 'Makes a prescription active again that is on hold.',
    body: NewStatusReason,
  },
  {
    id: 'stopPrescription',
    command: 'stop',
    summary: 'Stop a prescription',
    description:
      'Ends a prescription for good, also one that has been dispensed in full. A draft or a cancelled prescription is refused.',
    body: NewStopReason,
  },
  {
    id: 'cancelPrescription',
    command: 'cancel',
    summary: 'Cancel a prescription',
    description:
      'Cancels a prescription of which nothing has been dispensed. After the first dispense it can only be stopped.',
    body: NewStatusReason,
  },
] as const;

/** Four commands that differ in the state they lead to, and in nothing else. */
export const statusChanges = commands.map(({ id, command: name, summary, description, body }) =>
  operation({
    id,
    access: access[id],
    patient: ofRecord(prescriptions),
    method: 'post',
    path: `/prescriptions/:id/${name}`,
    summary,
    description,
    params: idParameters,
    body,
    responses: { 200: { description: 'The changed prescription', schema: Prescription } },
    problems: [stateForbidsCommand],
    handle: ({ params, body: reason, command }) => command.store((tx) => change(tx, params.id, name, reason)),
  }),
);

/** The job of one that is cancelled while it is a draft finds it so, and ends. */
async function change(
  tx: Transaction,
  id: string,
  command: Exclude<PrescriptionCommand, 'dispense' | 'reinstate'>,
  reason: StatusReason,
): Promise<RecordResponse> {
  const status = stateAfter(command, await getLockedOrder(tx, id));
  return ok(await setStatus(tx, id, status, reason));
}
