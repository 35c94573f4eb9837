import { randomUUID } from 'node:crypto';
import { addPayment, addRefund, type Book } from '../money/movements';

export const currencies = ['USD', 'JPY', 'KWD'] as const;
export type Currency = (typeof currencies)[number];

/** Above this sum another person approves; amounts in minor units here and below. */
export const limit = 1500;
export const approvalAbove = 'USD=15,JPY=1500,KWD=1.5';

/** A bill as it must be. */
export interface Bill {
  id: string;
  currency: Currency;
  amount: number;
  discount: number;
  paid: number;
  refunded: number;
  cancelled: boolean;
}

export interface Payment {
  id: string;
  /** Undefined for a deposit. */
  bill: Bill | undefined;
  currency: Currency;
  method: string;
  amount: number;
  /** What its bill took, and what was held for the patient, less what was given back of it. */
  applied: number;
  deposited: number;
}

/** One patient's money as it must be; kept apart from the services' own arithmetic. */
export interface Model {
  patientId: string;
  bills: Bill[];
  payments: Payment[];
  held: Record<Currency, number>;
  /** What came in and was given back, by currency and method; what is paid from what is held is no money that comes in. */
  moved: Book;
}

export const newModel = (): Model => ({
  patientId: randomUUID(),
  bills: [],
  payments: [],
  held: { USD: 0, JPY: 0, KWD: 0 },
  moved: new Map(),
});

export const due = (bill: Bill): number =>
  bill.cancelled ? 0 : bill.amount - bill.discount - bill.paid + bill.refunded;

/** How much of a payment can be given back. */
export const refundable = (model: Model, { applied, deposited, currency }: Payment): number =>
  applied + Math.min(deposited, model.held[currency]);

export const isPayable = (model: Model, bill: Bill, amount: number, method: string, excess: boolean): boolean =>
  !bill.cancelled && (excess || amount <= due(bill)) && (method !== 'deposit' || amount <= model.held[bill.currency]);

export const applyPayment = (model: Model, id: string, bill: Bill, amount: number, method: string): void => {
  const applied = Math.min(amount, due(bill));
  bill.paid += applied;
  model.held[bill.currency] += method === 'deposit' ? -amount : amount - applied;
  const { currency } = bill;
  model.payments.push({ id, bill, currency, method, amount, applied, deposited: amount - applied });
  addPayment(model.moved, { currency, of: method, amount });
};

export const takeDeposit = (model: Model, id: string, currency: Currency, amount: number, method: string): void => {
  model.held[currency] += amount;
  model.payments.push({ id, bill: undefined, currency, method, amount, applied: 0, deposited: amount });
  addPayment(model.moved, { currency, of: method, amount });
};

/** What is held goes back first, then what the bill took; of a payment from the deposit, back to the deposit. */
export const giveBack = (model: Model, payment: Payment, amount: number): void => {
  const fromHeld = Math.min(amount, payment.deposited, model.held[payment.currency]);
  payment.deposited -= fromHeld;
  payment.applied -= amount - fromHeld;
  model.held[payment.currency] += payment.method === 'deposit' ? amount : -fromHeld;
  if (payment.bill) payment.bill.refunded += amount - fromHeld;
  addRefund(model.moved, { currency: payment.currency, of: payment.method, amount });
};
