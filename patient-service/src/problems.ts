import { defineProblem } from '@hms/service-kit/problem';
import type { Candidate } from './find-candidates';

export const identifierTaken = defineProblem(
  { type: 'identifier-taken', status: 409, title: 'The identifier belongs to another patient' },
  () => ({
    detail:
      'One of these identifiers is registered already. Find its patient with GET /patients?identifier=system|value.',
  }),
);

export const possibleDuplicate = defineProblem(
  { type: 'possible-duplicate', status: 409, title: 'The patient may be registered already' },
  (candidates: Candidate[]) => ({
    detail:
      'Nothing was registered. Compare with the candidates; if this is a different person, repeat the request as POST /patients?allowDuplicate=true.',
    members: { candidates },
  }),
);

export const allergyRecorded = defineProblem(
  { type: 'allergy-recorded', status: 409, title: 'The allergy is recorded already' },
  () => ({
    detail:
      'The patient has an active allergy to this substance. GET /patients/:id shows its id; change it with PATCH /patients/:id/allergies/:allergyId.',
  }),
);

export const hasAllergies = defineProblem(
  { type: 'has-allergies', status: 409, title: 'The patient has allergies' },
  () => ({
    detail:
      'The patient has an active allergy, so noKnownAllergies cannot be true. GET /patients/:id shows it; if it no longer applies, set its status to inactive or resolved first.',
  }),
);
