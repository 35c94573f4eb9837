import type { StoredRecord } from '@hms/service-kit/response';
import type { Database } from '@hms/service-kit/database';
import { patchRecord } from '@hms/service-kit/records';
import { requireChangeable, requireNotPast } from './prescription';
import { changeOrder, getLockedOrder, prescriptions, type Validity } from './prescription-store';
import { PrescriptionChanges } from './schemas';

interface Patch {
  params: { id: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}

/** Changes a draft, or the last day of what was checked. */
export function changePrescription(db: Database, request: Patch, validity: Validity): Promise<StoredRecord> {
  const { body } = request;
  return patchRecord(db, prescriptions, request, PrescriptionChanges, async (tx, id, changed) => {
    const before = await getLockedOrder(tx, id);
    requireChangeable(before, Object.keys(body));
    if ('expiresOn' in body) requireNotPast(changed.expiresOn, validity);
    return changeOrder(tx, before, changed, validity);
  });
}
