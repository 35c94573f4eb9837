import { ok, page } from '@hms/service-kit/response';
import { HistoryQuery, historyPage, Version } from '@hms/service-kit/history';
import { listPage } from '@hms/service-kit/paging';
import type { Region } from '@hms/service-kit/phone';
import type { Database } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { patientQuery } from './patient-query';
import { livingUnlessAsked, patientList, patients, patientsInResponse } from './patient-store';
import { Patient } from './schemas';

export const listPatients = (db: Database, region: Region): Operation =>
  operation({
    id: 'listPatients',
    access: access.listPatients,
    patient: patientsInResponse,
    method: 'get',
    path: '/patients',
    summary: 'List patients',
    description:
      'Lists patients, newest first; with a name, best match first. Patients who have died are listed only if they are asked for, or are found by id, mrn or identifier.',
    query: patientQuery(region),
    responses: { 200: { description: 'A page of patients', schema: pageOf(Patient) } },
    handle: async ({ query, url }) => page(await listPage(db, patientList(query), livingUnlessAsked(query)), url),
  });

export const getPatient = (db: Database): Operation =>
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
  });

export const getPatientHistory = (db: Database): Operation =>
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
  });
