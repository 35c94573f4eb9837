import { defineProblem } from '@hms/service-kit/problem';
import { highFindings, type Safety } from '../safety/findings';
import type { Allowance } from './allowance';

export const prescriptionExpired = defineProblem(
  { type: 'prescription-expired', status: 409, title: 'The prescription has expired' },
  (expiresOn: string) => ({ detail: `It was valid until ${expiresOn}; the prescriber can write a new one.` }),
);

export const quantityUnknown = defineProblem(
  { type: 'quantity-unknown', status: 409, title: 'The prescription has no quantity' },
  () => ({
    detail:
      'Without a quantity the service cannot count what is dispensed. Cancel it, and prescribe again with a quantity.',
  }),
);

/** Without an allowance where the database refuses. */
export const overDispensed = defineProblem(
  { type: 'over-dispensed', status: 409, title: 'More than was prescribed' },
  (allowance?: Allowance) => ({
    detail: `This would be more than was prescribed, refills included.${
      allowance ? ` ${allowance.remaining} remain.` : ''
    }`,
    members: allowance ? { remainingQuantity: allowance.remaining } : {},
  }),
);

export const tooSoon = defineProblem(
  { type: 'refill-too-soon', status: 409, title: 'The refill is too soon' },
  ({ remaining, now, due, isKnown }: Allowance) => ({
    detail: `Most of the last fill should be used up before the next. ${now} can be dispensed now; the next fill is due from ${due}${
      isKnown ? '' : ', a week after the last, because it is not known how long a fill lasts'
    }. To dispense it earlier, send earlyReason.`,
    members: { remainingQuantity: remaining, quantityNow: now, notBefore: due },
  }),
);

export const noLongerSafe = defineProblem(
  { type: 'no-longer-safe', status: 409, title: 'The medication is no longer safe for this patient' },
  (safety: Safety) => ({
    detail: `${highFindings(safety)
      .map(({ detail }) => detail)
      .join(' ')} Nothing was dispensed; the prescriber can stop it, or prescribe again with an override.`,
    members: { rule: 'safe-for-patient', safety },
  }),
);

export const returnsExceedDispensed = defineProblem(
  { type: 'return-exceeds-dispensed', status: 409, title: 'More than was dispensed' },
  () => ({ detail: 'Together with earlier returns, this is more than was dispensed.' }),
);
