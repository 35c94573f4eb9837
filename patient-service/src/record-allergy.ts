import { isDeepStrictEqual } from 'node:util';
import type { StoredRecord } from '@hms/service-kit/response';
import { applyMergePatch, requireVersion } from '@hms/service-kit/merge-patch';
import type { Transaction } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import { cleanLine } from '@hms/service-kit/text';
import { AllergyFields, DescribedAllergy } from './allergy-schemas';
import { allergiesOf, endNoKnownAllergies, insertAllergy, updateAllergy } from './allergy-store';
import { inPlaceOfSubstance, saysInPlaceOfSubstance } from './no-substance';
import { patients } from './patient-store';

/** An active allergy ends that there are none; the patient is locked, so that who says so at the same moment waits. */
export async function recordAllergy(tx: Transaction, patientId: string, allergy: AllergyFields): Promise<StoredRecord> {
  await patients.lock(tx, patientId);
  if (allergy.status === 'active') await endNoKnownAllergies(tx, patientId);
  return insertAllergy(tx, patientId, allergy);
}

/** The whole of a PATCH. What is not changed is not judged: an old entry can be resolved, whatever it says. */
export async function changeAllergy(
  tx: Transaction,
  { params: { id, allergyId }, body, ifMatch }: ChangeRequest,
): Promise<StoredRecord> {
  await patients.lock(tx, id);
  const stored = await allergiesOf(id).lock(tx, allergyId);
  requireVersion(ifMatch, stored.version);
  const before = DescribedAllergy.parse(JSON.parse(stored.json));
  const after = applyMergePatch(AllergyFields, JSON.stringify(before), body);
  if (isDeepStrictEqual(after, before)) return stored;

  const renamed = cleanLine(after.substance) !== cleanLine(before.substance);
  const becomesActive = after.status === 'active' && before.status !== 'active';
  const said = saysInPlaceOfSubstance(after.substance);
  if (said && (renamed || becomesActive))
    throw invalidRequest([{ in: 'body', pointer: '/substance', detail: inPlaceOfSubstance[said] }]);
  if (after.status === 'active') await endNoKnownAllergies(tx, id);
  return updateAllergy(tx, allergyId, after, renamed || becomesActive);
}

interface ChangeRequest {
  params: { id: string; allergyId: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}
