import { compact } from '@hms/fhir/resource';
import type { Quantity } from 'fhir/r4';
import { z } from 'zod';
import { plainSpelling, sameUnit, unitOf } from '../dosage-units';

export const ucum = 'http://unitsofmeasure.org';

/** UCUM's codes of our measures. What is counted is a one with an annotation there: `{tablet}`. */
const codes: Record<string, string> = {
  ...{ kg: 'kg', g: 'g', mg: 'mg', microgram: 'ug', nanogram: 'ng', picogram: 'pg' },
  ...{ l: 'L', dl: 'dL', cl: 'cL', ml: 'mL', microlitre: 'uL' },
  ...{ mol: 'mol', mmol: 'mmol', micromole: 'umol', nmol: 'nmol', mEq: 'meq' },
};

/** How many units a unit is; of which kind they are depends on its spelling. */
const unitCodes: Record<string, string> = {
  unit: '',
  milliunit: 'm',
  'thousand units': '10*3.',
  'million units': '10*6.',
};

/** Returns the unit's code in UCUM; undefined where we do not know what it is, or UCUM has none. */
function ucumOf(typed: string): string | undefined {
  const [, amount = '', per] = /^(.+)\/(kg|m2|h|min|d)$/.exec(plainSpelling(typed)) ?? [];
  if (per !== undefined) {
    const code = ucumOf(amount);
    return code && `${code}/${per}`;
  }
  if (/^[%‰]$/.test(typed.trim())) return typed.trim() === '%' ? '%' : '[ppth]';
  const unit = unitOf(typed);
  if (!unit) return undefined;
  if (unit.kind === 'count') return `{${unit.name}}`;
  return unit.kind === 'unit' ? codeOfUnits(unit.name, typed) : codes[unit.name];
}

/** A unit that is not said to be an international one may be one of insulin, of an enzyme or of anything. */
function codeOfUnits(name: string, typed: string): string | undefined {
  const times = unitCodes[name];
  if (times === undefined) return undefined;
  const isInternational = /\bint|iu|\bui\b|\bie\b/i.test(typed);
  if (times === 'm') return isInternational ? 'm[iU]' : '10*-3.{unit}';
  return `${times}${isInternational ? '[iU]' : '{unit}'}`;
}

/** A page of prescriptions has few units, many times over. */
const known = new Map<string, string | undefined>();
const mostKnown = 1000;

function knownUcumOf(typed: string): string | undefined {
  if (known.has(typed)) return known.get(typed);
  if (known.size >= mostKnown) known.clear();
  const code = ucumOf(typed);
  known.set(typed, code);
  return code;
}

/** Returns an amount with its unit as it was written, and with UCUM's code where there is one. */
export function quantityOf(value: number | null | undefined, typed: string | null | undefined): Quantity | undefined {
  const code = typeof typed === 'string' ? knownUcumOf(typed) : undefined;
  const quantity = compact<Quantity>({ value, unit: typed, system: code && ucum, code });
  return Object.keys(quantity).length > 0 ? quantity : undefined;
}

/** An amount in a body; its unit becomes what is written, or the code. */
export const quantity = z
  .strictObject({
    value: z.number().optional(),
    unit: z.string().optional(),
    system: z.literal(ucum, `must be ${ucum}; or leave out system and code, and give the unit in words`).optional(),
    code: z.string().optional(),
  })
  .superRefine(({ unit, system, code }, context) => {
    if (code !== undefined && system === undefined)
      context.addIssue({ code: 'custom', path: ['system'], message: 'is required with code' });
    if (system !== undefined && code === undefined)
      context.addIssue({ code: 'custom', path: ['system'], message: 'is not kept without code; leave it out' });
    if (code !== undefined && ucumOf(unit ?? code) === undefined)
      context.addIssue({
        code: 'custom',
        path: ['code'],
        message: 'is no unit that is known here; leave out system and code, and give the unit in words',
      });
    const isSame = unit === undefined || code === undefined || ucumOf(unit) === code || sameUnit(unit, code);
    if (!isSame)
      context.addIssue({
        code: 'custom',
        path: ['code'],
        message: 'is another unit than `unit` says; send one of them',
      });
  })
  .transform(({ value, unit, code }) => ({ value: value ?? null, unit: unit ?? code ?? null }));
