import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';

/** Returns what says a difference in words, of minor units: more tells than a sign. */
export function useDifference() {
  const t = useTexts();
  const format = useFormat();
  return (difference: number, currency: string): string => {
    if (difference === 0) return t.closing.none;
    const money = format.minor(Math.abs(difference), currency);
    return difference < 0 ? t.closing.missing(money) : t.closing.tooMuch(money);
  };
}
