import { defineProblem } from '@hms/service-kit/problem';

export const identifierTaken = defineProblem(
  { type: 'identifier-taken', status: 409, title: 'The identifier belongs to another patient' },
  () => ({
    detail:
      'One of these identifiers is registered already. Find its patient with GET /patients?identifier=system|value.',
  }),
);
