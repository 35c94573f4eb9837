import type { StepOfFolder } from '../../step';

/** What stands in the ledger, and who cannot write into it. */
export const books: StepOfFolder[] = [
  {
    operation: 'refundOnBill',
    name: 'Nor a refund: 403',
    path: { id: '{{billId}}' },
    body: { refundId: '{{refundId}}', paymentId: '{{paymentId}}', amount: 10, currency: 'USD' },
    status: 403,
    as: 'cashier',
    expect: { type: '/problems/not-allowed' },
  },
  {
    operation: 'takeDeposit',
    name: 'Nor a deposit: 403',
    body: {
      paymentId: '{{depositPaymentId}}',
      patientId: '{{patientId}}',
      amount: 40,
      currency: 'USD',
      method: 'card',
    },
    status: 403,
    as: 'cashier',
    expect: { type: '/problems/not-allowed' },
  },
  {
    operation: 'refundPayment',
    name: 'Give a part of the deposit back',
    path: { id: '{{depositPaymentId}}' },
    headers: { 'Idempotency-Key': 'return-{{run}}' },
    body: { amount: 15, reason: 'Not needed' },
    status: 201,
    keep: { returnId: 'id' },
  },
  {
    operation: 'refundDeposit',
    name: 'Nor the refund of a deposit: 403',
    path: { paymentId: '{{depositPaymentId}}' },
    body: { refundId: '{{returnId}}', amount: 15, currency: 'USD' },
    status: 403,
    as: 'cashier',
    expect: { type: '/problems/not-allowed' },
  },
  {
    operation: 'listEntries',
    path: { id: '{{billId}}' },
    status: 200,
    expect: { 'data.0.kind': 'issue', 'data.0.debit': 150.5 },
  },
  {
    operation: 'listReceivedPayments',
    query: { paymentId: '{{paymentId}}' },
    status: 200,
    expect: { 'data.0.refundedAmount': 10 },
  },
  { operation: 'proveLedger', status: 200, expect: { proven: true, faultCount: 0 } },
  { operation: 'ageReceivables', status: 200 },
];
