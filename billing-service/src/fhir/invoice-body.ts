import { onlyOne, referenceTo, saidByServer } from '@hms/fhir/body';
import { z } from 'zod';
import { amountSystem } from './invoice-mapping';

const Money = z.strictObject({ value: z.number(), currency: z.string() });
type Money = z.output<typeof Money>;

const base = z.strictObject({ type: z.literal('base'), factor: z.number().optional(), amount: Money.optional() });
const unitPrice = z.strictObject({
  type: z.literal('informational'),
  code: z.strictObject({
    coding: onlyOne(
      z.strictObject({
        system: z.literal(amountSystem),
        code: z.literal('unit-price'),
        display: z.string().optional(),
      }),
    ),
  }),
  amount: Money,
});

const line = z.strictObject({
  sequence: z.int().optional(),
  chargeItemCodeableConcept: z.strictObject({
    coding: onlyOne(z.strictObject({ code: z.string() })).optional(),
    text: z.string(),
  }),
  priceComponent: z.array(z.discriminatedUnion('type', [base, unitPrice])).min(1),
});

/** What of FHIR's Invoice is kept; every other element is refused by its name. */
const KeptInvoice = z.strictObject({
  resourceType: z.literal('Invoice'),
  ...saidByServer,
  status: z.enum(['draft', 'issued'], 'must be draft or issued; the others follow from what is paid or cancelled'),
  subject: referenceTo('Patient'),
  recipient: referenceTo('Patient').optional(),
  account: referenceTo('Account').optional(),
  lineItem: z.array(line).min(1).optional(),
  totalPriceComponent: onlyOne(z.strictObject({ type: z.literal('base'), amount: Money })).optional(),
  totalNet: Money.optional(),
  totalGross: Money.optional(),
  paymentTerms: z
    .string()
    .regex(/^Due on \d{4}-\d\d-\d\d\.$/, 'is kept in this form: Due on 2026-12-31.')
    .transform((terms) => terms.slice('Due on '.length, -1))
    .optional(),
  note: onlyOne(z.strictObject({ text: z.string() })).optional(),
});
type KeptInvoice = z.output<typeof KeptInvoice>;

/** Each amount of the invoice with its place, so that all are in one currency. */
function amountsOf({ lineItem = [], totalPriceComponent = [], totalNet, totalGross }: KeptInvoice) {
  const totals: [PropertyKey[], Money | undefined][] = [
    [['totalGross'], totalGross],
    [['totalNet'], totalNet],
    [['totalPriceComponent', 0, 'amount'], totalPriceComponent[0]?.amount],
  ];
  const ofLines = lineItem.flatMap(({ priceComponent }, i) =>
    priceComponent.map(({ amount }, j): [PropertyKey[], Money | undefined] => [
      ['lineItem', i, 'priceComponent', j, 'amount'],
      amount,
    ]),
  );
  const given = (all: [PropertyKey[], Money | undefined][]) =>
    all.flatMap(([path, amount]) => (amount ? [{ path, amount }] : []));
  return { totals: given(totals), all: given([...totals, ...ofLines]) };
}

/** Holds the invoice against itself: what it says twice must be the same, since it is kept once. */
function requireOneMeaning(invoice: KeptInvoice, context: z.RefinementCtx): void {
  const fault = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
  const { totals, all } = amountsOf(invoice);
  const currency = all[0]?.amount.currency;
  for (const { path, amount } of all)
    if (amount.currency !== currency) fault([...path, 'currency'], `must be ${currency}, as the others are`);
  for (const { path, amount } of totals)
    if (amount.value !== totals[0]?.amount.value)
      fault(
        [...path, 'value'],
        `must be ${totals[0]?.amount.value}: no taxes are kept, and a discount is granted later`,
      );
  if (invoice.recipient !== undefined && invoice.recipient !== invoice.subject)
    fault(['recipient'], 'must be the subject: a bill is to the patient');
  if (invoice.account !== undefined && invoice.account !== invoice.subject)
    fault(['account'], 'must be that of the subject, which has the same id');
  for (const [i, { sequence, priceComponent }] of (invoice.lineItem ?? []).entries()) {
    const [price, ...more] = priceComponent.filter(({ type }) => type === 'informational');
    const [amount, ...others] = priceComponent.filter((one) => one.type === 'base');
    if (sequence !== undefined && sequence !== i + 1) fault(['lineItem', i, 'sequence'], `must be ${i + 1}, its place`);
    if (more.length + others.length > 0) fault(['lineItem', i, 'priceComponent'], 'may have one of each type');
    if (!price && (amount?.factor ?? 1) !== 1)
      fault(
        ['lineItem', i, 'priceComponent'],
        `needs the price of one beside a factor: an informational component of the code ${amountSystem}|unit-price`,
      );
    if (!price && !amount?.amount) fault(['lineItem', i, 'priceComponent'], 'needs an amount');
  }
}

/** Returns the native body of `issueBill`. */
function nativeOf(invoice: KeptInvoice) {
  const { totals, all } = amountsOf(invoice);
  return {
    patientId: invoice.subject,
    status: invoice.status,
    currency: all[0]?.amount.currency,
    details: invoice.note?.[0]?.text,
    dueDate: invoice.paymentTerms,
    amount: totals[0]?.amount.value,
    lines: invoice.lineItem?.map(({ chargeItemCodeableConcept: { coding, text }, priceComponent }) => {
      const price = priceComponent.find(({ type }) => type === 'informational');
      const total = priceComponent.find((one) => one.type === 'base');
      return {
        description: text,
        code: coding?.[0]?.code,
        quantity: total?.factor ?? 1,
        unitAmount: (price ?? total)?.amount?.value,
        amount: total?.amount?.value,
      };
    }),
  };
}

/** For what of the native body is named otherwise, its element. */
export const invoiceElements = {
  patientId: 'subject',
  currency: 'totalGross.currency',
  details: 'note[0].text',
  dueDate: 'paymentTerms',
  amount: 'totalGross.value',
  lines: 'lineItem',
  'lines[*].description': 'lineItem[*].chargeItemCodeableConcept.text',
  'lines[*].code': 'lineItem[*].chargeItemCodeableConcept.coding[0].code',
  'lines[*].quantity': "lineItem[*].priceComponent.where(type = 'base').factor",
  'lines[*].unitAmount': "lineItem[*].priceComponent.where(type = 'informational').amount.value",
  'lines[*].amount': "lineItem[*].priceComponent.where(type = 'base').amount.value",
};

/** Reads FHIR's Invoice as the native body. */
export const invoiceBody = KeptInvoice.superRefine(requireOneMeaning).transform(nativeOf);
