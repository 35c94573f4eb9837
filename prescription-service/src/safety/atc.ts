import type { Meaning, NamesAndCodes, Terms } from './name-index';

export type ClassCodes = Pick<NamesAndCodes, 'codes' | 'classes'> & { termsOf(substances: string[]): Terms };

const wholeCode = /^[A-Z]\d\d([A-Z]([A-Z](\d\d)?)?)?$/;
const codeInText = /(?<![\p{L}\p{N}])[A-Z]\d\d[A-Z]{2}\d\d(?![\p{L}\p{N}])/iu;

/**
 * Returns what an ATC code means, in capitals or not, given as the code (also `ATC:J01CA04`) or within the name. A code that
 * no drug here has means the class whose own codes it begins with: J01CR05 is one of the penicillins (J01C). The code of a
 * group names the classes in it.
 */
export function meaningOfCode(
  { codes, classes, termsOf }: ClassCodes,
  name: string,
  given: string | null,
): Terms & Pick<Meaning, 'near'> {
  const code = (given ?? codeInText.exec(name)?.[0] ?? '')
    .trim()
    .toUpperCase()
    .replace(/^ATC\W*/, '');
  const nothing = { substances: [], classes: [], near: [] };
  const isClass = ({ substance }: { substance: string }) => classes.includes(substance);
  const drugs = codes
    .filter((one) => one.code.toUpperCase() === code && !isClass(one))
    .map(({ substance }) => substance);
  if (drugs.length > 0) return { ...nothing, substances: [...new Set(drugs)] };
  if (!wholeCode.test(code)) return nothing;
  const groups = codes.filter(isClass);
  const around = groups.filter((one) => code.startsWith(one.code)).map(({ substance }) => substance);
  if (code.length === 7) return { ...nothing, classes: [...new Set(around)] };
  const within = groups.filter((one) => one.code.startsWith(code)).map(({ substance }) => substance);
  const named = [...new Set([...around, ...within])];
  // of a drug whose own class the knowledge does not code, those in its group are near
  return named.length > 0 || code.length < 5
    ? { ...nothing, substances: named }
    : {
        ...nothing,
        near: codes
          .filter((one) => one.code.startsWith(code))
          .map(({ code: c, substance }) => ({ name: c, ...termsOf([substance]) })),
      };
}
