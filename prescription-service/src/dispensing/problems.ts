import { defineProblem, Problem } from '@hms/service-kit/problem';
import { highFindings, type Safety } from '../safety/judge';

export const prescriptionExpired = defineProblem(
  { type: 'prescription-expired', status: 409, title: 'The prescription is no longer good' },
  (expiresOn: string) => ({ detail: `It was good until ${expiresOn}; the prescriber can prescribe anew.` }),
);

export const quantityUnknown = defineProblem(
  { type: 'quantity-unknown', status: 409, title: 'The prescription does not say how much' },
  () => ({
    detail: 'It has no quantity, so nothing can be counted against it. Cancel it, and prescribe anew with a quantity.',
  }),
);

export const overDispensed = defineProblem(
  { type: 'over-dispensed', status: 409, title: 'More than was prescribed' },
  () => ({ detail: 'With this, more would have been dispensed than was prescribed, refills included.' }),
);

export const tooSoon = defineProblem({ type: 'refill-too-soon', status: 409, title: 'The refill is too soon' }, () => ({
  detail: 'Most of what was dispensed before should be used up by now.',
}));

export const noLongerSafe = defineProblem(
  { type: 'no-longer-safe', status: 409, title: 'The medication is no longer safe for this patient' },
  (safety: Safety) => ({
    detail: `${highFindings(safety)
      .map(({ detail }) => detail)
      .join(' ')} Nothing was dispensed; the prescriber can stop it, or prescribe anew with an override.`,
    members: { rule: 'safe-for-patient', safety },
  }),
);

export interface Allowance {
  remaining: number;
  /** Without waiting. */
  now: number;
  /** When the next refill is not too soon. */
  nextRefillAt: string | null;
}

/** The same refusal, and how much would be accepted, and when. */
export const withAllowance = (problem: Problem, { remaining, now, nextRefillAt }: Allowance): Problem => {
  if (problem.kind === overDispensed.kind) {
    return new Problem(problem.kind, `${problem.message} ${remaining} remain.`, { remainingQuantity: remaining });
  }
  if (problem.kind !== tooSoon.kind) return problem;
  const members = { remainingQuantity: remaining, quantityNow: now, ...(nextRefillAt && { notBefore: nextRefillAt }) };
  const when = nextRefillAt ? ` The next refill is due from ${nextRefillAt} on.` : ' One fill at a time.';
  return new Problem(problem.kind, `${problem.message} Now ${now} can be dispensed.${when}`, members);
};
