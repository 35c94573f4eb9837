import { line, optional } from '@hms/service-kit/schema';
import { z } from 'zod';
import { inPlaceOfSubstance } from './no-substance';

export const atc = 'http://www.whocc.no/atc';
export const noneKnown = { system: 'http://snomed.info/sct', code: '716186003', display: 'No known allergy' };
/** What the International Patient Summary has in place of codes: that there is none, or that nobody knows. */
const absentOrUnknown = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';

/** SNOMED CT's 716186003 (No known allergy) and what stands below it: of drugs, food, the environment, animals, latex and others. */
const noneKnownCodes = [
  ...[
    noneKnown.code,
    '409137002',
    '429625007',
    '428607008',
    '428197003',
    '716184000',
    '716220001',
    '1003774007',
    '160244002',
  ],
];

/** Whether a code names no substance, but says that there is none, or that nobody knows. */
function isOfNoSubstance({ system, code }: { system: string; code: string }): boolean {
  return system === absentOrUnknown || (system === noneKnown.system && noneKnownCodes.includes(code));
}

/** A code of the substance, of another system than ATC. */
export const Code = z
  .strictObject({
    system: line(200)
      .regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be the URI of a code system, such as http://snomed.info/sct')
      .refine(
        (system) => system !== atc,
        'is not kept here: tell a code of ATC in `code`, by which prescriptions are checked',
      ),
    code: line(100).regex(/^[^\s|]+( [^\s|]+)*$/, 'must not contain |, or two spaces'),
    display: optional(line(200)).meta({ description: 'What the system calls it' }),
  })
  .superRefine((given, context) => {
    if (isOfNoSubstance(given)) context.addIssue({ code: 'custom', path: ['code'], message: inPlaceOfSubstance.none });
  });

/** The substance in other code systems. */
export const codes = z
  .array(Code)
  .max(20)
  .superRefine((all, context) => {
    const names = all.map(({ system, code }) => `${system}|${code}`);
    names.forEach((name, place) => {
      if (names.indexOf(name) === place) return;
      context.addIssue({ code: 'custom', path: [place], message: 'is there already' });
    });
  })
  .default([])
  .meta({
    description:
      'Of the substance in other code systems, such as SNOMED CT or RxNorm; kept and told, and not read by the check of prescriptions',
  });
