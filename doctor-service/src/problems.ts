import { defineProblem } from '@hms/service-kit/problem';
import type { Validity } from './schedule';

export const licenseNumberTaken = defineProblem(
  { type: 'license-number-taken', status: 409, title: 'The licence number belongs to another doctor' },
  () => ({
    detail:
      'A doctor with this licenseNumber is registered already. Case, spaces, hyphens and dots make no difference.',
  }),
);

const days = ({ validFrom, validTo }: Validity) =>
  validFrom === null && validTo === null
    ? 'on all days'
    : [validFrom && `from ${validFrom}`, validTo && `to ${validTo}`].filter((part) => part !== null).join(' ');

export const validityOverlap = defineProblem(
  { type: 'validity-overlap', status: 409, title: 'Another schedule is valid on some of these days' },
  (schedules: Validity[]) => ({
    detail:
      `Another schedule of the doctor is valid ${schedules.map(days).join(', another ') || 'on some of these days'}. ` +
      'Change its days, remove it, or replace it by sending its validFrom.',
    members: { schedules },
  }),
);

export const scheduleUnknown = defineProblem(
  { type: 'not-found', status: 404, title: 'There is no such record' },
  (validFrom: string | null) => ({
    detail: `The doctor has no schedule ${validFrom === null ? 'without validFrom' : `with validFrom ${validFrom}`}.`,
  }),
);
