import { created, type StoredRecord } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import type { Region } from '@hms/service-kit/phone';
import { booleanInQuery } from '@hms/service-kit/schema';
import { z } from 'zod';
import { access } from './access';
import { findCandidates, takeTurns } from './find-candidates';
import { requireDistinct } from './identifiers';
import { insertPatient, patientsInResponse } from './patient-store';
import { identifierTaken, possibleDuplicate } from './problems';
import { newPatient, Patient, type PatientFields } from './schemas';

/** Registers, unless somebody who is there already looks like the same person. */
export function registerPatient(region: Region): Operation {
  return operation({
    id: 'registerPatient',
    access: access.registerPatient,
    patient: patientsInResponse,
    method: 'post',
    path: '/patients',
    summary: 'Register a patient',
    description:
      'Registers a patient and assigns the medical record number. A patient who looks like one already registered is refused with those who match, unless allowDuplicate is true; an identifier of another patient is always refused.',
    query: RegistrationQuery,
    body: newPatient(region),
    responses: { 201: { description: 'Registered', schema: Patient } },
    problems: [possibleDuplicate, identifierTaken],
    handle: ({ body, query, command }) =>
      command.store(async (tx) => created('/patients', await register(tx, body, query))),
  });
}

const RegistrationQuery = z.strictObject({
  allowDuplicate: booleanInQuery.default(false).meta({ description: 'Registers also who looks like somebody known' }),
});

async function register(
  tx: Transaction,
  patient: PatientFields,
  { allowDuplicate }: { allowDuplicate: boolean },
): Promise<StoredRecord> {
  await requireDistinct(tx, patient.identifiers);
  if (!allowDuplicate) {
    await takeTurns(tx, patient);
    const candidates = await findCandidates(tx, patient);
    if (candidates.length > 0) throw possibleDuplicate(candidates);
  }
  return insertPatient(tx, patient);
}
