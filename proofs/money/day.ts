import { randomUUID } from 'node:crypto';
import { randomFrom, type HttpResponse } from '../fleet-client';
import { minor } from './units';

interface KnownBill {
  id: string;
  currency: string;
  patientId: string;
  /** Minor units, as are all amounts here. */
  billed: number;
  discounted: number;
  cancelled: boolean;
}

interface KnownPayment {
  id: string;
  billId: string | null;
  patientId: string;
  currency: string;
  amount: number;
  method: string;
}

/** What was asked on a day at the cash desks, and what the answers said. */
export interface Day {
  random: () => number;
  patients: { id: string; currency: string }[];
  bills: KnownBill[];
  payments: Map<string, KnownPayment>;
  refunds: Map<string, { paymentId: string; amount: number }>;
  /** Answered with 202: whether they were done is not known. */
  uncertain: string[];
  /** Answers that cannot be right. */
  contradictions: string[];
  tally: Record<string, Record<string, number>>;
}

/** @param operations how many there will be; patients are so many that each has about forty */
export const newDay = (operations: number, seed: number): Day => {
  const random = randomFrom(seed);
  return {
    random,
    patients: Array.from({ length: Math.max(10, Math.ceil(operations / 40)) }, (_, i) => ({
      id: randomUUID(),
      currency: ['USD', 'JPY', 'KWD'][i % 3] ?? 'USD',
    })),
    bills: [],
    payments: new Map(),
    refunds: new Map(),
    uncertain: [],
    contradictions: [],
    tally: {},
  };
};

export const count = (day: Day, what: string, { status }: HttpResponse): void => {
  const outcome = status < 300 ? (status === 202 ? 'later' : 'done') : status < 500 ? 'refused' : 'failed';
  const row = (day.tally[what] ??= { done: 0, refused: 0, later: 0, failed: 0 });
  row[outcome] = (row[outcome] ?? 0) + 1;
};

export const keepPayment = (day: Day, { status, body }: HttpResponse, patientId: string): void => {
  if (status === 202) day.uncertain.push(String(body['id']));
  if (status !== 201) return;
  const currency = String(body['currency']);
  const [amount, tendered] = [minor(body['amount'], currency), body['tendered']];
  if (tendered !== null && minor(tendered, currency) - amount !== minor(body['change'], currency)) {
    day.contradictions.push(`payment ${String(body['id'])} gives wrong change`);
  }
  day.payments.set(String(body['id']), {
    id: String(body['id']),
    billId: body['billId'] as string | null,
    patientId,
    currency,
    amount,
    method: String(body['method']),
  });
};
