import { needsAnotherPerson } from '@hms/service-kit/approval';
import type { ConstraintProblems } from '@hms/service-kit/database';
import { defineProblem } from '@hms/service-kit/problem';
import { shown, type Comparison } from './compare';

export const closingDiffers = defineProblem(
  { type: 'closing-differs', status: 409, title: 'What was counted is not what is expected' },
  (open: readonly Comparison[]) => {
    const lines = open.map(shown);
    const told = lines.map(({ method, currency, counted, expected }) =>
      counted === null
        ? `${method} in ${currency} was not counted`
        : `${method}: counted ${counted}, expected ${expected} ${currency}`,
    );
    return {
      detail: `${told.join('; ')}. Count again, or say in explanation why it differs. Nothing was closed.`,
      members: { lines },
    };
  },
);

export const nothingToClose = defineProblem(
  { type: 'nothing-to-close', status: 409, title: 'There is nothing to close' },
  () => ({ detail: 'You have taken and given back nothing since you closed the last time, and counted nothing.' }),
);

export const constraintProblems: ConstraintProblems = {
  closings_reviewed_by_another: () => needsAnotherPerson('You closed this day yourself.'),
};
