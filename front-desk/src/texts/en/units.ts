import { countedUnit, pluralOf } from '../counted-units';

export const units = {
  /** As the prescription's words have it: half a tablet is 0.5 tablet. */
  countedIn: (n: number, number: string, unit: string): string => {
    const word = countedUnit(unit);
    if (!word) return `${number} ${unit}`;
    return `${number} ${n > 0 && n <= 1 ? word : pluralOf(word)}`;
  },
  /** Beside a field that has the number. */
  unitName: (unit: string): string => {
    const word = countedUnit(unit);
    return word ? pluralOf(word) : unit;
  },
};
