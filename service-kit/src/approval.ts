import { z } from 'zod';
import type { Person } from './caller';
import { currencies } from './currencies';
import { decimalsOf } from './money';
import { defineProblem } from './problem';
import { currentRequest, whoAsks } from './request-context';

/** By currency, in minor units: the most that one person may give away alone. A currency that is not named has no such amount. */
export type ApprovalLimits = ReadonlyMap<string, bigint>;

/** What comes to about 500 US dollars. */
const usual = 'AED=1800,AUD=750,CAD=700,CHF=450,CNY=3500,EUR=500,GBP=400,INR=40000,JPY=75000,KWD=150,USD=500,ZAR=9000';

/** For the services that give money away. It stays the text that `readApprovalLimits` reads. */
export const approvalAbove = z
  .string()
  .superRefine((text, { addIssue }) => parse(text).faults.forEach((fault) => addIssue(fault)))
  .default(usual)
  .meta({ description: 'Above this sum a second person approves; in a currency that is not named, any sum' });

/** Returns what APPROVAL_ABOVE says, once it has been checked. */
export function readApprovalLimits(checked: string): ApprovalLimits {
  return parse(checked).limits;
}

/** @param total all that is given away of the same thing, in minor units: parts of it do not escape the limit */
export function needsApproval(limits: ApprovalLimits, currency: string, total: bigint): boolean {
  const most = limits.get(currency);
  return most === undefined || total > most;
}

/** Who asked for something, or decided on it, as it is stored and shown. */
export const Signatory = z
  .strictObject({
    issuer: z.string(),
    subject: z
      .string()
      .meta({ description: 'With the issuer, the one person that this is, by whatever role or client' }),
    name: z.string().optional(),
    roles: z.array(z.string()),
    client: z.string().optional().meta({ description: 'The program by which they did it' }),
  })
  .meta({ id: 'Signatory', description: 'A person or program, by their token' });
export type Signatory = z.output<typeof Signatory>;

/** Returns who asks now. Throws outside of what somebody has asked for. */
export function whoSigns(): Signatory {
  const { issuer, subject, name, roles }: Person = whoAsks();
  return { issuer, subject, name, roles, client: currentRequest()?.caller?.client };
}

export const needsAnotherPerson = defineProblem(
  { type: 'needs-another-person', status: 403, title: 'Another person has to approve this' },
  (why: string) => ({ detail: `${why} Somebody else has to approve it.` }),
);

function parse(text: string): { limits: Map<string, bigint>; faults: string[] } {
  const limits = new Map<string, bigint>();
  const faults: string[] = [];
  for (const part of text.split(',').map((one) => one.trim())) {
    const [, currency = '', whole = '', fraction = ''] = /^([A-Z]{3})=(\d{1,11})(?:\.(\d{1,4}))?$/.exec(part) ?? [];
    const digits = decimalsOf(currency);
    if (currency === '')
      faults.push(`has "${part}" in it; it must be currencies with amounts, such as EUR=500,USD=500.00`);
    else if (!currencies.has(currency)) faults.push(`names ${currency}, which is not a currency in use (ISO 4217)`);
    else if (limits.has(currency)) faults.push(`names ${currency} twice`);
    else if (fraction.length > digits) faults.push(`may have at most ${digits} decimals in ${currency}`);
    else limits.set(currency, BigInt(whole + fraction.padEnd(digits, '0')));
  }
  return { limits, faults };
}
