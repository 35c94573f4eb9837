import { useExpected } from '../closing/use-expected';

/** Returns the currency in which the hospital takes deposits; undefined until it is known. */
export function useHospitalCurrency(): string | undefined {
  return useExpected().data?.currency;
}
