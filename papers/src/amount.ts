import { decimalsOf } from '@hms/service-kit/money';

/** Returns an amount as people read it: 12345.5 USD -> "12,345.50". */
export function amountForPeople(major: number, currency: string): string {
  const decimals = decimalsOf(currency);
  return new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(
    major,
  );
}
