import { created, type StoredRecord } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { Allergy, AllergyFields, NewAllergy } from './allergy-schemas';
import { endNoKnownAllergies, insertAllergy } from './allergy-store';
import { patients } from './patient-store';
import { allergyRecorded } from './problems';

/** An active allergy ends that there are none; the patient is locked, so that who says so at the same moment waits. */
export const recordAllergy = operation({
  id: 'recordAllergy',
  access: access.recordAllergy,
  patient: { in: 'path', name: 'id' },
  method: 'post',
  path: '/patients/:id/allergies',
  summary: 'Record an allergy',
  description:
    'Records an allergy of the patient, who gets a new version. An active allergy to the same substance is refused. That there are none is recorded with the patient, as noKnownAllergies.',
  params: idParameters,
  body: NewAllergy,
  responses: { 201: { description: 'Recorded', schema: Allergy } },
  problems: [allergyRecorded],
  handle: ({ params, body, command }) =>
    command.store(async (tx) => created(`/patients/${params.id}/allergies`, await record(tx, params.id, body))),
});

async function record(tx: Transaction, patientId: string, allergy: AllergyFields): Promise<StoredRecord> {
  await patients.lock(tx, patientId);
  if (allergy.status === 'active') await endNoKnownAllergies(tx, patientId);
  return insertAllergy(tx, patientId, allergy);
}
