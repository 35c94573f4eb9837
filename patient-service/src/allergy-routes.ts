import { created, ok } from '@hms/service-kit/answer';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import type { Database } from '@hms/service-kit/postgres';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters } from '@hms/service-kit/schema';
import { Allergy, AllergyFields, allergyParameters, NewAllergy } from './allergy-schemas';
import { allergiesOf } from './allergy-store';
import { allergyRecorded } from './problems';
import { changeAllergy, recordAllergy } from './record-allergy';

export const allergyRoutes = (db: Database): Route[] => [
  route({
    id: 'recordAllergy',
    method: 'post',
    path: '/patients/:id/allergies',
    summary: 'Record an allergy',
    description:
      'Records an allergy of the patient, who gets a new version. An active allergy to the same substance is refused. That there are none is recorded with the patient, as noKnownAllergies.',
    params: idParameters,
    body: NewAllergy,
    answers: { 201: { description: 'Recorded', schema: Allergy } },
    problems: [allergyRecorded],
    handle: ({ params, body, command }) =>
      command.store(async (tx) =>
        created(`/patients/${params.id}/allergies`, await recordAllergy(tx, params.id, body)),
      ),
  }),
  route({
    id: 'getAllergy',
    method: 'get',
    path: '/patients/:id/allergies/:allergyId',
    summary: 'Read an allergy',
    description: 'Returns one allergy of a patient.',
    params: allergyParameters,
    answers: { 200: { description: 'The allergy', schema: Allergy } },
    handle: async ({ params }) => ok(await allergiesOf(params.id).get(db, params.allergyId)),
  }),
  route({
    id: 'changeAllergy',
    method: 'patch',
    path: '/patients/:id/allergies/:allergyId',
    summary: 'Change an allergy',
    description:
      'Changes parts of an allergy, such as its status; the patient gets a new version. An allergy is never deleted: one that does not exist any more is resolved.',
    params: allergyParameters,
    body: mergePatchOf(AllergyFields),
    answers: { 200: { description: 'The changed allergy', schema: Allergy } },
    problems: [allergyRecorded],
    handle: async (request) => ok(await db.transaction((tx) => changeAllergy(tx, request))),
  }),
];
