import { created, ok } from '@hms/service-kit/response';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import type { Database } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { Allergy, AllergyFields, allergyParameters, NewAllergy } from './allergy-schemas';
import { allergies, allergiesOf } from './allergy-store';
import { allergyRecorded } from './problems';
import { changeAllergy, recordAllergy } from './record-allergy';

export const allergyRoutes = (db: Database): Operation[] => [
  operation({
    id: 'recordAllergy',
    access: access.recordAllergy,
    patient: { in: 'path', name: 'id' },
    method: 'post',
    path: '/patients/:id/allergies',
    summary: 'Record an allergy',
    description:
      'Records an allergy of the patient, who gets a new version. An active allergy to the same substance is refused. That there are none is recorded with the patient, as noKnownAllergies.',
    params: idParameters,
    body: NewAllergy,
    responses: { 201: { description: 'Recorded', schema: Allergy } },
    problems: [allergyRecorded],
    handle: ({ params, body, command }) =>
      command.store(async (tx) =>
        created(`/patients/${params.id}/allergies`, await recordAllergy(tx, params.id, body)),
      ),
  }),
  operation({
    id: 'getAllergy',
    access: access.getAllergy,
    patient: { in: 'path', name: 'id' },
    shows: allergies,
    method: 'get',
    path: '/patients/:id/allergies/:allergyId',
    summary: 'Read an allergy',
    description: 'Returns one allergy of a patient.',
    params: allergyParameters,
    responses: { 200: { description: 'The allergy', schema: Allergy } },
    handle: async ({ params }) => ok(await allergiesOf(params.id).get(db, params.allergyId)),
  }),
  operation({
    id: 'changeAllergy',
    access: access.changeAllergy,
    patient: { in: 'path', name: 'id' },
    method: 'patch',
    path: '/patients/:id/allergies/:allergyId',
    summary: 'Change an allergy',
    description:
      'Changes parts of an allergy, such as its status; the patient gets a new version. An allergy is never deleted: one that does not exist any more is resolved.',
    params: allergyParameters,
    body: mergePatchOf(AllergyFields),
    responses: { 200: { description: 'The changed allergy', schema: Allergy } },
    problems: [allergyRecorded],
    handle: async (request) => ok(await db.transaction((tx) => changeAllergy(tx, request))),
  }),
];
