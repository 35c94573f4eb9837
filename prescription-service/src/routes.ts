import { created, ok, page } from '@hms/service-kit/answer';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/postgres';
import { patchRecord } from '@hms/service-kit/records';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { changedColumns, newColumns, prescriptionList, prescriptions } from './prescription-store';
import { NewPrescription, Prescription, PrescriptionChanges, PrescriptionQuery } from './schemas';

export const prescriptionRoutes = (db: Database): Route[] => [
  route({
    id: 'prescribe',
    method: 'post',
    path: '/prescriptions',
    summary: 'Prescribe a medication',
    body: NewPrescription,
    answers: { 201: { description: 'Prescribed', schema: Prescription } },
    handle: ({ body, command }) =>
      command.store(async (tx) => created('/prescriptions', await prescriptions.insert(tx, newColumns(body)))),
  }),
  route({
    id: 'listPrescriptions',
    method: 'get',
    path: '/prescriptions',
    summary: 'Find prescriptions, newest first',
    query: PrescriptionQuery,
    answers: { 200: { description: 'A page of prescriptions', schema: pageOf(Prescription) } },
    handle: async ({ query, url }) => page(await listPage(db, prescriptionList, query), url),
  }),
  route({
    id: 'getPrescription',
    method: 'get',
    path: '/prescriptions/:id',
    summary: 'Read a prescription',
    params: idParameters,
    answers: { 200: { description: 'The prescription', schema: Prescription } },
    handle: async ({ params }) => ok(await prescriptions.get(db, params.id)),
  }),
  route({
    id: 'changePrescription',
    method: 'patch',
    path: '/prescriptions/:id',
    summary: 'Change dosage, quantity, refills or expiry (JSON Merge Patch)',
    params: idParameters,
    body: mergePatchOf(PrescriptionChanges),
    answers: { 200: { description: 'The changed prescription', schema: Prescription } },
    handle: async (request) =>
      ok(
        await patchRecord(db, prescriptions, request, PrescriptionChanges, (tx, id, changed) =>
          prescriptions.update(tx, id, changedColumns(changed)),
        ),
      ),
  }),
];
