import { ok, type StoredRecord } from '@hms/service-kit/response';
import type { Database } from '@hms/service-kit/database';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { patchRecord } from '@hms/service-kit/records';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import type { PrescriptionContext } from './context';
import { requireChangeable, requireNotPast } from './prescription';
import { changeOrder, getLockedOrder, prescriptions, type Validity } from './prescription-store';
import { prescriptionFrozen } from './problems';
import { Prescription, PrescriptionChanges } from './schemas';

/** Changes a draft, or the last day of what was checked. */
export function changePrescription({ db, validity }: PrescriptionContext): Operation {
  return operation({
    id: 'changePrescription',
    access: access.changePrescription,
    patient: ofRecord(prescriptions),
    doctor: ofRecord(prescriptions, 'doctor_id'),
    method: 'patch',
    path: '/prescriptions/:id',
    summary: 'Change a prescription',
    description:
      'Changes a draft; of a prescription that has been checked only expiresOn can change. Another medication is another prescription.',
    params: idParameters,
    body: mergePatchOf(PrescriptionChanges),
    responses: { 200: { description: 'The changed prescription', schema: Prescription } },
    problems: [stateForbidsCommand, prescriptionFrozen],
    handle: async (request) => ok(await change(db, request, validity)),
  });
}

interface Patch {
  params: { id: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}

function change(db: Database, request: Patch, validity: Validity): Promise<StoredRecord> {
  const { body } = request;
  return patchRecord(db, prescriptions, request, PrescriptionChanges, async (tx, id, changed) => {
    const before = await getLockedOrder(tx, id);
    requireChangeable(before, Object.keys(body));
    if ('expiresOn' in body) requireNotPast(changed.expiresOn, validity);
    return changeOrder(tx, before, changed, validity);
  });
}
