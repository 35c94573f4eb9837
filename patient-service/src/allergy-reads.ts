import { ok } from '@hms/service-kit/response';
import type { Database } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { access } from './access';
import { Allergy, allergyParameters } from './allergy-schemas';
import { allergies, allergiesOf } from './allergy-store';

export const getAllergy = (db: Database): Operation =>
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
  });
