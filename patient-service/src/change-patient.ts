import { isDeepStrictEqual } from 'node:util';
import { withMembers, type StoredRecord } from '@hms/service-kit/response';
import { applyMergePatch, requireVersion } from '@hms/service-kit/merge-patch';
import type { Database, Transaction } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import type { AppointmentClient } from './appointment-client';
import { comingOf } from './coming';
import { replaceIdentifiers, requireDistinct } from './identifiers';
import { brokenRules } from './patient-rules';
import { patients, updatePatient } from './patient-store';
import { hasAllergies } from './problems';
import { StoredPatient, type patientFields, type PatientFields } from './schemas';

type Schema = ReturnType<typeof patientFields>;

interface ChangeRequest {
  params: { id: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}

/** The whole of a PATCH; a patch that changes nothing makes no new version. */
export async function changePatient(
  db: Database,
  schema: Schema,
  appointments: AppointmentClient | undefined,
  request: ChangeRequest,
): Promise<StoredRecord> {
  const changed = await db.transaction((tx) => storeChange(tx, schema, request));
  if (!willNotCome(request.body)) return changed;
  // after the commit: who died is dead, whether or not appointment-service responds
  const coming = await comingOf(changed.id, appointments);
  return { ...changed, json: withMembers(changed.json, { coming }) };
}

async function storeChange(
  tx: Transaction,
  schema: Schema,
  { params: { id }, body, ifMatch }: ChangeRequest,
): Promise<StoredRecord> {
  const stored = await patients.lock(tx, id);
  requireVersion(ifMatch, stored.version);
  const { allergyStatus, noKnownAllergiesAt, ...fields } = StoredPatient.parse(JSON.parse(stored.json));
  const before: PatientFields = { ...fields, noKnownAllergies: allergyStatus === 'none-known' };
  const after = keepInstant(endUnidentified(applyMergePatch(schema, JSON.stringify(before), body), body), before);

  const broken = brokenRules(after, before);
  if (broken.length > 0)
    throw invalidRequest(broken.map(({ field, detail }) => ({ in: 'body', pointer: `/${field}`, detail })));
  if (after.noKnownAllergies && allergyStatus === 'recorded') throw hasAllergies();
  if (isDeepStrictEqual(after, before)) return stored;

  const identifiersChange = !isDeepStrictEqual(after.identifiers, before.identifiers);
  if (identifiersChange) {
    await requireDistinct(tx, after.identifiers);
    await replaceIdentifiers(tx, id, after.identifiers);
  }
  return updatePatient(tx, id, after, noKnownAllergiesAt);
}

/** A name that is given ends it, unless the patch says otherwise and so contradicts itself. */
function endUnidentified(patient: PatientFields, patch: Record<string, unknown>): PatientFields {
  if ('unidentified' in patch) return patient;
  const named = patient.givenName !== null || patient.familyName !== null;
  return { ...patient, unidentified: patient.unidentified && !named };
}

/** The same instant written in another way is no change. */
function keepInstant(after: PatientFields, { deceasedAt: then }: PatientFields): PatientFields {
  const now = after.deceasedAt;
  return now && then && Date.parse(now) === Date.parse(then) ? { ...after, deceasedAt: then } : after;
}

const willNotCome = ({ deceasedAt, active }: Record<string, unknown>): boolean =>
  typeof deceasedAt === 'string' || active === false;
