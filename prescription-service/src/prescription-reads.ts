import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { historyPage, HistoryQuery, Version } from '@hms/service-kit/history';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { dispensableList, prescriptionList, prescriptions } from './prescription-store';
import { Prescription, PrescriptionQuery } from './schemas';

export const listPrescriptions = (db: Database): Operation =>
  operation({
    id: 'listPrescriptions',
    access: access.listPrescriptions,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/prescriptions',
    summary: 'List prescriptions',
    description:
      'Lists prescriptions, newest first, by patient, doctor, status or medication. With dispensable it lists those of which some can be handed out now, oldest first.',
    query: PrescriptionQuery,
    responses: { 200: { description: 'A page of prescriptions', schema: pageOf(Prescription) } },
    handle: async ({ query: { dispensable, ...query }, url }) =>
      page(
        dispensable === true
          ? await listPage(db, dispensableList, { ...query, isDispensable: true })
          : await listPage(db, prescriptionList, {
              ...query,
              ...(dispensable === false && { isNotDispensable: true }),
            }),
        url,
      ),
  });

export const getPrescription = (db: Database): Operation =>
  operation({
    id: 'getPrescription',
    access: access.getPrescription,
    patient: ofRecord(prescriptions),
    shows: prescriptions,
    method: 'get',
    path: '/prescriptions/:id',
    summary: 'Read a prescription',
    description: 'Returns one prescription, with what was found by the safety check and what is left to dispense.',
    params: idParameters,
    responses: { 200: { description: 'The prescription', schema: Prescription } },
    handle: async ({ params }) => ok(await prescriptions.get(db, params.id)),
  });

export const getPrescriptionHistory = (db: Database): Operation =>
  operation({
    id: 'getPrescriptionHistory',
    access: access.getPrescriptionHistory,
    patient: ofRecord(prescriptions),
    method: 'get',
    path: '/prescriptions/:id/history',
    summary: 'List the versions of a prescription',
    description:
      'Lists every version since the prescription became active, newest first, each with what changed and the request that changed it.',
    params: idParameters,
    query: HistoryQuery,
    responses: { 200: { description: 'A page of versions', schema: pageOf(Version) } },
    handle: ({ params, query, url }) => historyPage(db, prescriptions, { id: params.id, query, url }),
  });
