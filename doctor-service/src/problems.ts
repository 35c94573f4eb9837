import { defineProblem } from '@hms/service-kit/problem';

export const licenseNumberTaken = defineProblem(
  { type: 'license-number-taken', status: 409, title: 'The licence number belongs to another doctor' },
  () => ({ detail: 'A doctor with this licenseNumber is registered already.' }),
);
