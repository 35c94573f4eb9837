import { plainSpelling, pluralOf, spelledUnit } from './dosage-units';
import type { Unit } from './unit-names';

// commas from 1,000 on, a zero before the point and none at the end: ISMP, List of Error-Prone Abbreviations
const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 20 });

/** Returns the number as a person reads it, never with an exponent: 0.5, 1,000,000, 0.000001. */
export function numberInWords(number: number): string {
  return plain.format(number);
}

/** Returns both ends of a range, or the one number there is. */
export function rangeInWords(from: number, to: number | null): string {
  return to === null ? numberInWords(from) : `${numberInWords(from)} to ${numberInWords(to)}`;
}

/** Returns an amount with its unit for a patient: "10 units", "1 to 2 tablets", "0.5 mg/kg", "2 × 5 mg tablets". */
export function amountInWords(from: number, to: number | null, doseUnit: string): string {
  const unit = unitInWords(doseUnit, to ?? from);
  // "2 5 mg tablets" would be read as 25 mg
  return `${rangeInWords(from, to)} ${/^[\p{N}.,]/u.test(unit) ? '× ' : ''}${unit}`;
}

/** Only words that are known to be English change by number; whatever else somebody wrote stays as it is. */
function unitInWords(typed: string, amount: number): string {
  const { head, tail } = headOf(typed.replaceAll(/[[(](?:s|es)[\])]/gi, ''));
  const bare = head.replaceAll(/[{}]/g, '');
  const [, before = '', last = bare] = /^(.*[\s-])(\p{L}{2,}|U|\[iU\])$/u.exec(bare) ?? [];
  // of 1 × 10 units, the 10 says how many units
  const number = /^\d[\d.]*\s$/.test(before) ? Number(before) : amount;
  return (wordFor(head, amount) ?? before + (wordFor(last, number) ?? last)) + tail;
}

/** What is counted, and what is said of it after that: `capsule (slow release)`, `mg/kg`, `drop in each eye`. */
function headOf(typed: string): { head: string; tail: string } {
  const end = typed.search(/\s*[/(,]|\s(?:of|with|for|per|in|into|on|to|at|each)\s/u);
  const [head, tail] = end > 0 ? [typed.slice(0, end), typed.slice(end)] : [typed, ''];
  return { head, tail: tail.replaceAll(/[{}]/g, '') };
}

function wordFor(typed: string, amount: number): string | undefined {
  const unit = spelledUnit(typed);
  if (!unit) return undefined;
  if (unit.kind === 'count') return amount <= 1 ? unit.name : pluralOf(unit.name);
  const word = measureFor(plainSpelling(typed), unit);
  return amount !== 1 && measureWord.test(word) ? `${word}s` : word;
}

const measureWord = /(?:gram|gramme|litre|liter|mole|equivalent|unit)$/;

/**
 * Symbols stay as they were written, but for those that were misread: units, micrograms and nanograms are not abbreviated
 * (BNF, Prescription writing), nor is U or IU (Joint Commission, "Do Not Use" list); L is no 1, and cc no 00 (ISMP).
 */
function measureFor(spelling: string, { name }: Unit): string {
  const singular = spelling.toLowerCase().replace(/s$/, '');
  if (name === 'l' && singular === 'l') return 'L';
  if (/micro|nano|pico|unit/.test(name)) return name;
  if (measureWord.test(singular)) return singular;
  return symbols.has(spelling) ? spelling : name;
}

const symbols = new Set(['kg', 'g', 'mg', 'dl', 'dL', 'cl', 'cL', 'ml', 'mL', 'mol', 'mmol', 'nmol', 'mEq']);
