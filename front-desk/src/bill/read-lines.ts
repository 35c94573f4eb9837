import { parseAmount, type AmountFault } from '../cash/parse-amount';
import { toMajor, toMinor } from '../texts/currency';
import { numberOf, type Signs } from '../texts/number-of';
import type { components as Bills } from '../api/generated/billing-service';

/** One line as it stands in the form. */
export interface LineDraft {
  id: number;
  description: string;
  /** Of the hospital or a payer; kept as it came. */
  code: string | null;
  quantity: string;
  price: string;
}

export interface ReadLine {
  draft: LineDraft;
  lacksDescription: boolean;
  isQuantityWrong: boolean;
  priceFault: AmountFault | undefined;
  /** Minor units; undefined while something is at fault. */
  amount: number | undefined;
  body: LineBody | undefined;
}

/** As the service takes it. It refuses a line that does not come to the amount that was shown. */
export interface LineBody {
  description: string;
  code?: string;
  quantity: number;
  unitAmount: number;
  amount: number;
}

export interface ReadLines {
  lines: ReadLine[];
  /** Of the lines that can be read, in minor units. */
  sum: number;
  /** What is to be billed; undefined while a line is at fault or there is none. */
  ready: LineBody[] | undefined;
}

export function emptyLine(id: number): LineDraft {
  return { id, description: '', code: null, quantity: '1', price: '' };
}

/** Returns the form filled with what a bill has; of a bill of one amount, that as a line. */
export function draftsOf(
  bill: Bills['schemas']['Bill'],
  plain: (minor: number, currency: string) => string,
  sign: string,
): LineDraft[] {
  const { lines, details, amount, currency } = bill;
  const shown =
    lines.length > 0 ? lines : [{ description: details ?? '', code: null, quantity: 1, unitAmount: amount }];
  return shown.map(({ description, code, quantity, unitAmount }, id) => ({
    id,
    description,
    code,
    quantity: String(quantity).replace('.', sign),
    price: plain(toMinor(unitAmount, currency), currency),
  }));
}

/** Reads the form: what each line comes to, and what is wrong. A line in which nothing is written is none. */
export function readLines(drafts: readonly LineDraft[], currency: string, signs: Signs): ReadLines {
  const lines = drafts.map((draft) => readLine(draft, currency, signs));
  const written = lines.filter(({ draft }) => isWritten(draft));
  const bodies = written.flatMap(({ body }) => (body ? [body] : []));
  return {
    lines,
    sum: written.reduce((sum, { amount = 0 }) => sum + amount, 0),
    ready: written.length > 0 && bodies.length === written.length ? bodies : undefined,
  };
}

export function isWritten({ description, price }: LineDraft): boolean {
  return description.trim() !== '' || price.trim() !== '';
}

function readLine(draft: LineDraft, currency: string, signs: Signs): ReadLine {
  const description = draft.description.trim();
  const thousandths = thousandthsOf(draft.quantity, signs);
  const price = priceOf(draft.price, currency, signs);
  const unit = 'minor' in price ? price.minor : undefined;
  const amount = thousandths === undefined || unit === undefined ? undefined : times(thousandths, unit);
  return {
    draft,
    lacksDescription: description === '',
    isQuantityWrong: thousandths === undefined,
    priceFault: 'fault' in price ? price.fault : undefined,
    amount,
    body:
      amount === undefined || thousandths === undefined || unit === undefined || description === ''
        ? undefined
        : {
            description,
            ...(draft.code !== null && { code: draft.code }),
            quantity: thousandths / 1000,
            unitAmount: toMajor(unit, currency),
            amount: toMajor(amount, currency),
          },
  };
}

/** What costs nothing may stand on a bill. */
function priceOf(typed: string, currency: string, signs: Signs): { minor: number } | { fault: AmountFault } {
  const parsed = parseAmount(typed, currency, signs);
  const isZero = 'fault' in parsed && parsed.fault === 'not-positive' && !typed.trim().startsWith('-');
  return isZero ? { minor: 0 } : parsed;
}

/** A quantity has up to three decimals. */
function thousandthsOf(typed: string, signs: Signs): number | undefined {
  const [whole = '', fraction = ''] = String(numberOf(typed, signs) ?? '').split('.');
  if (!/^\d{1,7}$/.test(whole) || fraction.length > 3) return undefined;
  const thousandths = Number(whole + fraction.padEnd(3, '0'));
  return thousandths > 0 && thousandths <= 1_000_000_000 ? thousandths : undefined;
}

/** Rounded half up, as the service does; computed with whole numbers that a double cannot hold. */
function times(thousandths: number, unit: number): number {
  return Number((BigInt(thousandths) * BigInt(unit) + 500n) / 1000n);
}
