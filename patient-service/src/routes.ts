import { created, ok, page } from '@hms/service-kit/answer';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/postgres';
import { patchRecord } from '@hms/service-kit/records';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { insertPatient, patientList, patients, updatePatient } from './patient-store';
import { identifierTaken } from './problems';
import { NewPatient, Patient, PatientQuery } from './schemas';

export const patientRoutes = (db: Database): Route[] => [
  route({
    id: 'registerPatient',
    method: 'post',
    path: '/patients',
    summary: 'Register a patient; the service makes the medical record number',
    body: NewPatient,
    answers: { 201: { description: 'Registered', schema: Patient } },
    problems: [identifierTaken],
    handle: ({ body, command }) => command.store(async (tx) => created('/patients', await insertPatient(tx, body))),
  }),
  route({
    id: 'listPatients',
    method: 'get',
    path: '/patients',
    summary: 'Find patients, newest first',
    query: PatientQuery,
    answers: { 200: { description: 'A page of patients', schema: pageOf(Patient) } },
    handle: async ({ query, url }) => page(await listPage(db, patientList, query), url),
  }),
  route({
    id: 'getPatient',
    method: 'get',
    path: '/patients/:id',
    summary: 'Read a patient',
    params: idParameters,
    answers: { 200: { description: 'The patient', schema: Patient } },
    handle: async ({ params }) => ok(await patients.get(db, params.id)),
  }),
  route({
    id: 'changePatient',
    method: 'patch',
    path: '/patients/:id',
    summary: 'Change parts of a patient (JSON Merge Patch)',
    params: idParameters,
    body: mergePatchOf(NewPatient),
    answers: { 200: { description: 'The changed patient', schema: Patient } },
    problems: [identifierTaken],
    handle: async (request) => ok(await patchRecord(db, patients, request, NewPatient, updatePatient)),
  }),
];
