import { randomUUID } from 'node:crypto';
import { randomFrom, type Answer } from './fleet-client';
import { billingUrl, listAll, paymentUrl, request } from './money-client';
import { reconcile, type Payment } from './reconciliation';

// npm run proof:money -- [operations] [seed]: a random day at the cash desks, all at once, and then: where is every cent?
const [operations = 20_000, seed = 1] = process.argv.slice(2).map(Number);
const atOnce = 24;

const random = randomFrom(seed);
const below = (limit: number) => Math.floor(random() * limit);
const oneOf = <T>(all: readonly T[]): T => all[below(all.length)] as T;

const scales: Record<string, number> = { USD: 100, JPY: 1, KWD: 1000 };
const minor = (amount: unknown, currency: string) => Math.round(Number(amount) * (scales[currency] ?? 1));
const methods = ['cash', 'card', 'bank-transfer', 'mobile-money'] as const;

interface KnownBill {
  id: string;
  currency: string;
  patientId: string;
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

// what the answers said, from which everything is worked out once more
const bills: KnownBill[] = [];
const payments = new Map<string, KnownPayment>();
const refunds = new Map<string, { paymentId: string; amount: number }>();
const uncertain: string[] = [];
const tally: Record<string, Record<string, number>> = {};

const count = (what: string, { status }: Answer) => {
  const outcome = status < 300 ? (status === 202 ? 'later' : 'done') : status < 500 ? 'refused' : 'failed';
  const row = (tally[what] ??= { done: 0, refused: 0, later: 0, failed: 0 });
  row[outcome] = (row[outcome] ?? 0) + 1;
};
const keyed = () => ({ 'Idempotency-Key': randomUUID() });
const patients = Array.from({ length: Math.max(10, Math.ceil(operations / 40)) }, () => ({
  id: randomUUID(),
  currency: oneOf(Object.keys(scales)),
}));
const amountIn = (currency: string, most = 30_000) => (1 + below(most)) / (scales[currency] ?? 1);

const issue = async () => {
  const { id: patientId, currency } = oneOf(patients);
  const lines = Array.from({ length: 1 + below(4) }, (_, i) => ({
    description: `Service ${i}`,
    quantity: (1 + below(5000)) / 1000,
    unitAmount: amountIn(currency),
  }));
  const answer = await request(`${billingUrl}/bills`, { patientId, currency, lines }, keyed());
  count('bill', answer);
  if (answer.status !== 201) return;
  bills.push({
    id: String(answer.body['id']),
    currency,
    patientId,
    billed: minor(answer.body['amount'], currency),
    discounted: 0,
    cancelled: false,
  });
};

const keepPayment = ({ status, body }: Answer, patientId: string) => {
  if (status === 202) uncertain.push(String(body['id']));
  if (status !== 201) return;
  const currency = String(body['currency']);
  payments.set(String(body['id']), {
    id: String(body['id']),
    billId: body['billId'] as string | null,
    patientId,
    currency,
    amount: minor(body['amount'], currency),
    method: String(body['method']),
  });
};

const pay = async (more: object = {}, what = 'payment') => {
  const bill = oneOf(bills);
  const amount = random() < 0.4 ? bill.billed / (scales[bill.currency] ?? 1) : amountIn(bill.currency);
  const body = { billId: bill.id, amount, currency: bill.currency, method: oneOf(methods), ...more };
  const answer = await request(`${paymentUrl}/payments`, body, keyed());
  count(what, answer);
  keepPayment(answer, bill.patientId);
};

/** Twice at one moment: under one key it is one payment, and without any the second is refused. */
const payTwice = async () => {
  const bill = oneOf(bills);
  const body = { billId: bill.id, amount: amountIn(bill.currency, 5000), currency: bill.currency, method: 'card' };
  const key = random() < 0.5 ? keyed() : undefined;
  const both = await Promise.all([1, 2].map(() => request(`${paymentUrl}/payments`, body, key)));
  const taken = new Set(both.filter(({ status }) => status === 201).map((answer) => answer.body['id']));
  if (taken.size > 1) throw new Error(`taken twice: ${[...taken].join(' and ')}`);
  for (const answer of both) {
    count('payment sent twice', answer);
    keepPayment(answer, bill.patientId);
  }
};

const deposit = async () => {
  const { id: patientId, currency } = oneOf(patients);
  const body = { patientId, currency, amount: amountIn(currency), method: oneOf(methods) };
  const answer = await request(`${paymentUrl}/payments`, body, keyed());
  count('deposit', answer);
  keepPayment(answer, patientId);
};

const refund = async () => {
  const payment = oneOf([...payments.values()].slice(-200));
  const amount = random() < 0.5 ? payment.amount / (scales[payment.currency] ?? 1) : amountIn(payment.currency, 9000);
  const answer = await request(`${paymentUrl}/payments/${payment.id}/refunds`, { amount, reason: 'proof' }, keyed());
  count('refund', answer);
  if (answer.status === 202) uncertain.push(payment.id);
  if (answer.status !== 201) return;
  refunds.set(String(answer.body['id']), { paymentId: payment.id, amount: minor(amount, payment.currency) });
};

const discount = async () => {
  const bill = oneOf(bills);
  const amount = amountIn(bill.currency, 4000);
  const answer = await request(`${billingUrl}/bills/${bill.id}/discounts`, { amount, reason: 'proof' }, keyed());
  count('discount', answer);
  if (answer.status === 201) bill.discounted += minor(amount, bill.currency);
};

const cancel = async () => {
  const bill = oneOf(bills);
  const answer = await request(`${billingUrl}/bills/${bill.id}/cancel`, {}, keyed());
  count('cancellation', answer);
  if (answer.status === 200) bill.cancelled = true;
};

const operate = (): Promise<void> => {
  const draw = random();
  if (bills.length < 20 || draw < 0.22) return issue();
  if (draw < 0.5) return pay();
  if (draw < 0.58) return pay({ excess: 'deposit' }, 'payment with excess');
  if (draw < 0.66) return pay({ method: 'deposit' }, 'payment from deposit');
  if (draw < 0.72) return payTwice();
  if (draw < 0.79) return deposit();
  if (draw < 0.9 && payments.size > 0) return refund();
  return draw < 0.96 ? discount() : cancel();
};

const runDay = async (): Promise<void> => {
  const began = Date.now();
  let begun = 0;
  let ended = 0;
  const progress = setInterval(() => process.stderr.write(`\r${ended} of ${operations} operations …`), 500);
  const desk = async () => {
    while (begun++ < operations) {
      await operate();
      ended++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, desk));
  clearInterval(progress);
  const seconds = (Date.now() - began) / 1000;
  process.stderr.write('\r');
  console.log(`${operations} operations, ${atOnce} at once, in ${seconds.toFixed(0)} s (seed ${seed})`);
  console.table(tally);
};

/** What every patient must owe and have on deposit by the answers alone; a cancelled bill owes nothing. */
const workOut = () => {
  const totals = new Map<string, number>();
  const add = (patientId: string, currency: string, amount: number) => {
    const key = `${patientId} ${currency}`;
    totals.set(key, (totals.get(key) ?? 0) + amount);
  };
  for (const bill of bills.filter(({ cancelled }) => !cancelled)) {
    add(bill.patientId, bill.currency, bill.billed - bill.discounted);
  }
  // what is paid from the deposit only moves from what is held to what is owed
  for (const payment of payments.values()) {
    if (payment.method !== 'deposit') add(payment.patientId, payment.currency, -payment.amount);
  }
  for (const { paymentId, amount } of refunds.values()) {
    const payment = payments.get(paymentId);
    if (payment && payment.method !== 'deposit') add(payment.patientId, payment.currency, amount);
  }
  return totals;
};

/** Patients whose balance is not what the answers come to. */
const wrongBalances = async (): Promise<number> => {
  const totals = workOut();
  let wrong = 0;
  for (const { id, currency } of patients) {
    const { body } = await request(`${billingUrl}/balances/${id}`);
    const found = (body['balances'] as { currency: string; owed: number; deposit: number }[])[0];
    const net = found ? minor(found.owed, currency) - minor(found.deposit, currency) : 0;
    if (net !== (totals.get(`${id} ${currency}`) ?? 0)) wrong++;
  }
  return wrong;
};

/** Payments that payment-service shows otherwise than it answered. */
const wrongPayments = async (): Promise<number> => {
  const mine = new Map(payments);
  const given = new Map<string, number>();
  for (const { paymentId, amount } of refunds.values()) given.set(paymentId, (given.get(paymentId) ?? 0) + amount);
  let wrong = 0;
  for await (const payment of listAll<Payment>(`${paymentUrl}/payments?limit=200&status=completed`)) {
    const known = mine.get(payment.id);
    if (!known) continue;
    mine.delete(payment.id);
    const same = known.amount === minor(payment.amount, payment.currency);
    if (!same || (given.get(payment.id) ?? 0) !== minor(payment.refundedAmount, payment.currency)) wrong++;
  }
  return wrong + mine.size;
};

interface Proof {
  counts: Record<string, number>;
  trialBalance: { currency: string; debit: number; credit: number; difference: number }[];
  faultCount: number;
  faults: object[];
}

const main = async (): Promise<void> => {
  await runDay();
  const proof = (await request(`${billingUrl}/ledger/proof`)).body as unknown as Proof;
  console.table(proof.trialBalance);
  const { compared, differences } = await reconcile();
  const { counts } = proof;
  const findings = [
    {
      proof: 'ledger, bills and numbers',
      checked: `${counts['entries']} entries, ${counts['postings']} postings, ${counts['bills']} bills`,
      wrong: proof.faultCount,
    },
    { proof: 'payment- and billing-service', checked: `${compared} payments`, wrong: differences.length },
    {
      proof: 'payments against the answers',
      checked: `${payments.size} payments, ${refunds.size} refunds`,
      wrong: await wrongPayments(),
    },
    { proof: 'balances against the answers', checked: `${patients.length} patients`, wrong: await wrongBalances() },
    {
      proof: 'left waiting or failed inside',
      checked: `${operations} operations`,
      wrong: uncertain.length + Object.values(tally).reduce((sum, row) => sum + (row['failed'] ?? 0), 0),
    },
  ];
  console.table(findings);
  for (const fault of [...proof.faults, ...differences]) console.log(fault);
  const wrong = findings.some((finding) => finding.wrong > 0);
  console.log(wrong ? 'NOT PROVEN' : 'proven: every cent is where the answers say');
  process.exitCode = wrong ? 1 : 0;
};

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
