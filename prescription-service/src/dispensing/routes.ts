import { ok, page } from '@hms/service-kit/answer';
import { listPage } from '@hms/service-kit/paging';
import { notFound, stateForbidsCommand } from '@hms/service-kit/problem';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { prescriptions } from '../prescription-store';
import { patientDeceased, patientUnknown } from '../problems';
import type { PrescriptionDeps } from '../routes';
import { dispense } from './dispense';
import { dispenseList, dispenses } from './dispense-store';
import { noLongerSafe, overDispensed, prescriptionExpired, quantityUnknown, tooSoon } from './problems';
import { Dispense, dispenseParameters, DispenseQuery, NewDispense } from './schemas';

export const dispensingRoutes = ({ db, neighbours }: PrescriptionDeps): Route[] => [
  route({
    id: 'dispense',
    method: 'post',
    path: '/prescriptions/:id/dispenses',
    summary: 'Hand out a fill of it, or a part of one; the patient is checked again',
    params: idParameters,
    body: NewDispense,
    answers: { 201: { description: 'Dispensed', schema: Dispense } },
    problems: [
      ...[stateForbidsCommand, prescriptionExpired, quantityUnknown, overDispensed, tooSoon, noLongerSafe],
      ...[patientUnknown, patientDeceased],
    ],
    handle: ({ params, body, command }) => dispense(db, neighbours, command, params.id, body),
  }),
  route({
    id: 'listDispenses',
    method: 'get',
    path: '/prescriptions/:id/dispenses',
    summary: 'See what was dispensed, newest first',
    params: idParameters,
    query: DispenseQuery,
    answers: { 200: { description: 'A page of dispenses', schema: pageOf(Dispense) } },
    handle: async ({ params, query, url }) => {
      await prescriptions.get(db, params.id);
      return page(await listPage(db, dispenseList, { ...query, prescriptionId: params.id }), url);
    },
  }),
  route({
    id: 'getDispense',
    method: 'get',
    path: '/prescriptions/:id/dispenses/:dispenseId',
    summary: 'Read one dispense',
    params: dispenseParameters,
    answers: { 200: { description: 'The dispense', schema: Dispense } },
    handle: async ({ params }) => {
      const found = await dispenses.get(db, params.dispenseId);
      const { prescriptionId } = JSON.parse(found.json) as { prescriptionId: string };
      if (prescriptionId !== params.id) throw notFound('dispense of this prescription', params.dispenseId);
      return ok(found);
    },
  }),
];
