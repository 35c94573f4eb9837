import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import type { PrescriptionContext } from '../context';
import { prescriptions } from '../prescription-store';
import { dispense } from './dispense';
import { dispenseList, dispenses, getDispenseOf, returnList } from './dispense-store';
import { returnsExceedDispensed } from './problems';
import { Dispense, dispenseParameters, DispenseQuery, DispensesQuery, NewReturn, Return } from './schemas';
import { takeBack } from './take-back';

export const dispensingRoutes = (context: PrescriptionContext): Operation[] => [
  dispense(context),
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
      await prescriptions.get(context.db, params.id);
      return page(await listPage(context.db, dispenseList, { ...query, prescriptionId: params.id }), url);
    },
  }),
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
    handle: async ({ query, url }) => page(await listPage(context.db, dispenseList, query), url),
  }),
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
    handle: async ({ params }) => ok(await getDispenseOf(context.db, params.id, params.dispenseId)),
  }),
  operation({
    id: 'takeBack',
    access: access.takeBack,
    patient: ofRecord(prescriptions),
    method: 'post',
    path: '/prescriptions/:id/dispenses/:dispenseId/returns',
    summary: 'Record a return',
    description:
      'Records medicine that was dispensed by mistake or brought back; a quantity that comes back can be dispensed again. More than was dispensed is refused.',
    params: dispenseParameters,
    body: NewReturn,
    responses: { 201: { description: 'Recorded', schema: Return } },
    problems: [returnsExceedDispensed],
    handle: ({ params, body, command }) => command.store((tx) => takeBack(tx, params.id, params.dispenseId, body)),
  }),
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
      await getDispenseOf(context.db, params.id, params.dispenseId);
      return page(await listPage(context.db, returnList, { ...query, dispenseId: params.dispenseId }), url);
    },
  }),
];
