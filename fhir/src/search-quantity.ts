import { NotTaken, type SearchParameter } from './search-parameter';

/** Of currencies (ISO 4217), as FHIR names the system. */
const currencies = 'urn:iso:std:iso:4217';
const form = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(-?\d{1,15}(?:\.(\d{1,6}))?)(?:\|([^|]*)\|([^|]*))?$/;
const takes = `must be a number, with a currency or without, such as ge100 or 99.95|${currencies}|EUR; prefixes are eq, ne, gt, lt, ge, le, sa, eb, ap`;

/**
 * An amount of money, compared as a decimal. Without a prefix a number stands for all that round to it (FHIR R4, 3.1.1.5.4):
 * 100 for 99.5 up to 100.5, 100.00 for itself where the currency has two decimals.
 * @param amount SQL of a numeric in major units; @param currency SQL of its code
 */
export function moneyAmount(
  described: Pick<SearchParameter, 'filter' | 'documentation'>,
  amount: string,
  currency: string,
): SearchParameter {
  return {
    ...described,
    type: 'quantity',
    modifiers: [],
    read: (value) => {
      const [, prefix = 'eq', number = '', decimals = '', system = '', code = ''] = form.exec(value) ?? [];
      if (number === '') throw new NotTaken(takes);
      if (system !== '' && system !== currencies) throw new NotTaken(`has amounts in currencies, of ${currencies}`);
      return (bind) => {
        const asked = () => `${bind(number)}::numeric`;
        const half = `0.5e-${decimals.length}`;
        const inCurrency = code === '' ? '' : ` and ${currency} = ${bind(code)}`;
        return `(${compare(prefix, amount, asked, half)}${inCurrency})`;
      };
    },
  };
}

function compare(prefix: string, amount: string, asked: () => string, half: string): string {
  const isIt = () => `(${amount} >= ${asked()} - ${half} and ${amount} < ${asked()} + ${half})`;
  switch (prefix) {
    case 'ne':
      return `not ${isIt()}`;
    case 'gt':
    case 'sa':
      return `${amount} > ${asked()}`;
    case 'lt':
    case 'eb':
      return `${amount} < ${asked()}`;
    case 'ge':
      return `${amount} >= ${asked()}`;
    case 'le':
      return `${amount} <= ${asked()}`;
    case 'ap':
      return `abs(${amount} - ${asked()}) <= abs(${asked()}) / 10`;
    default:
      return isIt();
  }
}
