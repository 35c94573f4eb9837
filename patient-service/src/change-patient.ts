import { isDeepStrictEqual } from 'node:util';
import { ok, withMembers, type StoredRecord } from '@hms/service-kit/response';
import { applyMergePatch, mergePatchOf, requireVersion } from '@hms/service-kit/merge-patch';
import type { Database, Transaction } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import type { Region } from '@hms/service-kit/phone';
import { invalidRequest } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import type { AppointmentClient } from './appointment-client';
import { comingOf } from './coming';
import { replaceIdentifiers, requireDistinct } from './identifiers';
import { brokenRules } from './patient-rules';
import { patients, updatePatient } from './patient-store';
import { hasAllergies, identifierTaken } from './problems';
import { ChangedPatient, patientFields, StoredPatient, type PatientFields } from './schemas';

/**
 * Changes a patient; a patch that changes nothing makes no new version.
 * @param appointments absent: what is coming of a patient is not known
 */
export function changePatient(db: Database, region: Region, appointments: AppointmentClient | undefined): Operation {
  const schema = patientFields(region);
  return operation({
    id: 'changePatient',
    access: access.changePatient,
    patient: { in: 'path', name: 'id' },
    method: 'patch',
    path: '/patients/:id',
    summary: 'Change a patient',
    description:
      'Changes parts of a patient. If it records a death, or that the patient is not active any more, the response tells which visits and places on the waiting list are still to come; none is cancelled.',
    params: idParameters,
    body: mergePatchOf(schema),
    responses: { 200: { description: 'The changed patient', schema: ChangedPatient } },
    problems: [identifierTaken, hasAllergies],
    handle: async (request) => ok(await change(db, schema, appointments, request)),
  });
}

type Schema = ReturnType<typeof patientFields>;

interface ChangeRequest {
  params: { id: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}

async function change(
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
