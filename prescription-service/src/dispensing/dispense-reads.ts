import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import { prescriptions } from '../prescription-store';
import { dispenseList, dispenses, getDispenseOf, returnList } from './dispense-store';
import { Dispense, dispenseParameters, DispenseQuery, DispensesQuery, Return } from './schemas';

export const listDispenses = (db: Database): Operation =>
  operation({
    id: 'listDispenses',
    access: access.listDispenses,
    patient: ofRecord(prescriptions),
    method: 'get',
    path: '/prescriptions/:id/dispenses',
    summary: 'List the dispenses of a prescription',
    description: 'Lists what was handed out on a prescription, newest first.',
    params: idParameters,
    query: DispenseQuery,
    responses: { 200: { description: 'A page of dispenses', schema: pageOf(Dispense) } },
    handle: async ({ params, query, url }) => {
      await prescriptions.get(db, params.id);
      return page(await listPage(db, dispenseList, { ...query, prescriptionId: params.id }), url);
    },
  });

export const findDispenses = (db: Database): Operation =>
  operation({
    id: 'findDispenses',
    access: access.findDispenses,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/dispenses',
    summary: 'List dispenses',
    description: 'Lists what was handed out, newest first, to one patient or to all.',
    query: DispensesQuery,
    responses: { 200: { description: 'A page of dispenses', schema: pageOf(Dispense) } },
    handle: async ({ query, url }) => page(await listPage(db, dispenseList, query), url),
  });

export const getDispense = (db: Database): Operation =>
  operation({
    id: 'getDispense',
    access: access.getDispense,
    patient: ofRecord(prescriptions),
    shows: dispenses,
    method: 'get',
    path: '/prescriptions/:id/dispenses/:dispenseId',
    summary: 'Read a dispense',
    description: 'Returns one dispense, with the safety check made for it and what came back since.',
    params: dispenseParameters,
    responses: { 200: { description: 'The dispense', schema: Dispense } },
    handle: async ({ params }) => ok(await getDispenseOf(db, params.id, params.dispenseId)),
  });

export const listReturns = (db: Database): Operation =>
  operation({
    id: 'listReturns',
    access: access.listReturns,
    patient: ofRecord(prescriptions),
    method: 'get',
    path: '/prescriptions/:id/dispenses/:dispenseId/returns',
    summary: 'List the returns of a dispense',
    description: 'Lists what came back of one dispense, newest first.',
    params: dispenseParameters,
    query: DispenseQuery,
    responses: { 200: { description: 'A page of returns', schema: pageOf(Return) } },
    handle: async ({ params, query, url }) => {
      await getDispenseOf(db, params.id, params.dispenseId);
      return page(await listPage(db, returnList, { ...query, dispenseId: params.dispenseId }), url);
    },
  });
