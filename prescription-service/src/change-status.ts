import { ok, type RecordAnswer } from '@hms/service-kit/answer';
import type { Transaction } from '@hms/service-kit/postgres';
import { stateAfter, type PrescriptionCommand } from './prescription';
import { getLockedOrder, setStatus } from './prescription-store';
import type { StatusReason } from './schemas';

/** The job of one that is cancelled while it is a draft finds it so, and ends. */
export const changeStatus = async (
  tx: Transaction,
  id: string,
  command: Exclude<PrescriptionCommand, 'dispense'>,
  reason: StatusReason,
): Promise<RecordAnswer> => {
  const status = stateAfter(command, await getLockedOrder(tx, id));
  return ok(await setStatus(tx, id, status, reason));
};
