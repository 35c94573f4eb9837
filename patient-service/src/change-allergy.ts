import { isDeepStrictEqual } from 'node:util';
import { ok, type StoredRecord } from '@hms/service-kit/response';
import { applyMergePatch, mergePatchOf, requireVersion } from '@hms/service-kit/merge-patch';
import type { Database, Transaction } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { invalidRequest, type Fault } from '@hms/service-kit/problem';
import { cleanLine } from '@hms/service-kit/text';
import type { z } from 'zod';
import { access } from './access';
import { Allergy, AllergyFields, allergyParameters, DescribedAllergy } from './allergy-schemas';
import { allergiesOf, endNoKnownAllergies, updateAllergy } from './allergy-store';
import { inPlaceOfSubstance, saysInPlaceOfSubstance } from './no-substance';
import { patients } from './patient-store';
import { allergyRecorded } from './problems';

/** Changes an allergy. What is not changed is not judged: an old entry can be resolved, whatever it says. */
export function changeAllergy(db: Database): Operation {
  return operation({
    id: 'changeAllergy',
    access: access.changeAllergy,
    patient: { in: 'path', name: 'id' },
    method: 'patch',
    path: '/patients/:id/allergies/:allergyId',
    summary: 'Change an allergy',
    description:
      'Changes parts of an allergy, such as its status; the patient gets a new version. An allergy is never deleted: one that does not exist any more is resolved.',
    params: allergyParameters,
    body: mergePatchOf(AllergyFields),
    responses: { 200: { description: 'The changed allergy', schema: Allergy } },
    problems: [allergyRecorded],
    handle: async (request) => ok(await db.transaction((tx) => change(tx, request))),
  });
}

async function change(
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
  if (renamed) requireItsCodes(before, body);
  const becomesActive = after.status === 'active' && before.status !== 'active';
  const said = saysInPlaceOfSubstance(after.substance);
  if (said && (renamed || becomesActive))
    throw invalidRequest([{ in: 'body', pointer: '/substance', detail: inPlaceOfSubstance[said] }]);
  if (after.status === 'active') await endNoKnownAllergies(tx, id);
  return updateAllergy(tx, allergyId, after, renamed || becomesActive);
}

/** A code is of the substance that it was recorded for. Kept beside another, prescriptions would be checked for what nobody is allergic to. */
function requireItsCodes({ code, codes }: z.output<typeof DescribedAllergy>, body: ChangeRequest['body']): void {
  const faults = [
    ...(code !== null && !('code' in body) ? [staleCode('/code', 'null')] : []),
    ...(codes.length > 0 && !('codes' in body) ? [staleCode('/codes', 'an empty list')] : []),
  ];
  if (faults.length > 0) throw invalidRequest(faults);
}

function staleCode(pointer: string, none: string): Fault {
  const detail = `is of the substance before: say what the new one has, or ${none} where that is not known`;
  return { in: 'body', pointer, detail };
}

interface ChangeRequest {
  params: { id: string; allergyId: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}
