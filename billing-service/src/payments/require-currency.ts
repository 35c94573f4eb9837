import { currencyCode } from '@hms/service-kit/money';
import { invalidRequest } from '@hms/service-kit/problem';
import { currencyMismatch } from '../problems';

/**
 * Throws a 422 problem where money is in another currency than the record it is for; a 400 problem where that currency is
 * not in use at all. A record keeps the currency that it has, even one that was withdrawn since.
 */
export function requireCurrency(named: string, ofRecord: string): void {
  if (named === ofRecord) return;
  const { error } = currencyCode.safeParse(named);
  if (!error) throw currencyMismatch(ofRecord);
  throw invalidRequest(error.issues.map(({ message }) => ({ in: 'body', pointer: '/currency', detail: message })));
}
