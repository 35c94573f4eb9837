import { created, ok, page } from '@hms/service-kit/response';
import { HistoryQuery, historyPage, Version } from '@hms/service-kit/history';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import type { Region } from '@hms/service-kit/phone';
import type { Database } from '@hms/service-kit/database';
import type { Whose } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { booleanInQuery, idParameters, pageOf } from '@hms/service-kit/schema';
import { z } from 'zod';
import { access } from './access';
import { allergyRoutes } from './allergy-routes';
import type { AppointmentClient } from './appointment-client';
import { changePatient } from './change-patient';
import { patientQuery } from './patient-query';
import { livingUnlessAsked, patientList, patients } from './patient-store';
import { hasAllergies, identifierTaken, possibleDuplicate } from './problems';
import { registerPatient } from './register-patient';
import { ChangedPatient, newPatient, Patient, patientFields } from './schemas';

const RegistrationQuery = z.strictObject({
  allowDuplicate: booleanInQuery.default(false).meta({ description: 'Registers also who looks like somebody known' }),
});

/** A patient begins with these two, as in `patients_view`; an allergy has an id and no number. */
const inResponse: Whose = {
  in: 'response',
  pattern: /"id":\s?"([0-9a-f-]{36})",\s?"mrn"/g,
  exactly: ['mrn', 'identifier'],
};

/** @param appointments absent: what is coming of a patient is not known */
export const patientRoutes = (
  db: Database,
  region: Region,
  appointments: AppointmentClient | undefined,
): Operation[] => {
  const PatientFields = patientFields(region);
  return [
    operation({
      id: 'registerPatient',
      access: access.registerPatient,
      patient: inResponse,
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
        command.store(async (tx) => created('/patients', await registerPatient(tx, body, query))),
    }),
    operation({
      id: 'listPatients',
      access: access.listPatients,
      patient: inResponse,
      method: 'get',
      path: '/patients',
      summary: 'List patients',
      description:
        'Lists patients, newest first; with a name, best match first. Patients who have died are listed only if they are asked for, or are found by id, mrn or identifier.',
      query: patientQuery(region),
      responses: { 200: { description: 'A page of patients', schema: pageOf(Patient) } },
      handle: async ({ query, url }) => page(await listPage(db, patientList(query), livingUnlessAsked(query)), url),
    }),
    operation({
      id: 'getPatient',
      access: access.getPatient,
      patient: { in: 'path', name: 'id' },
      shows: patients,
      method: 'get',
      path: '/patients/:id',
      summary: 'Read a patient',
      description: 'Returns one patient, with allergies.',
      params: idParameters,
      responses: { 200: { description: 'The patient', schema: Patient } },
      handle: async ({ params }) => ok(await patients.get(db, params.id)),
    }),
    operation({
      id: 'changePatient',
      access: access.changePatient,
      patient: { in: 'path', name: 'id' },
      method: 'patch',
      path: '/patients/:id',
      summary: 'Change a patient',
      description:
        'Changes parts of a patient. If it records a death, or that the patient is not active any more, the response tells which visits and places on the waiting list are still to come; none is cancelled.',
      params: idParameters,
      body: mergePatchOf(PatientFields),
      responses: { 200: { description: 'The changed patient', schema: ChangedPatient } },
      problems: [identifierTaken, hasAllergies],
      handle: async (request) => ok(await changePatient(db, PatientFields, appointments, request)),
    }),
    operation({
      id: 'getPatientHistory',
      access: access.getPatientHistory,
      patient: { in: 'path', name: 'id' },
      method: 'get',
      path: '/patients/:id/history',
      summary: 'List the versions of a patient',
      description:
        'Lists every version of the patient, newest first, each with what changed and the request that changed it.',
      params: idParameters,
      query: HistoryQuery,
      responses: { 200: { description: 'A page of versions', schema: pageOf(Version) } },
      handle: ({ params, query, url }) => historyPage(db, patients, { id: params.id, query, url }),
    }),
    ...allergyRoutes(db),
  ];
};
