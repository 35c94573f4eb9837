import type { StepOfFolder } from '../../step';

/** A bill of lines with a discount, paid with more than is due: the rest is a deposit. */
export const deposits: StepOfFolder[] = [
  {
    operation: 'issueBill',
    name: 'Write a draft of lines',
    body: {
      patientId: '{{patientId}}',
      currency: 'USD',
      status: 'draft',
      lines: [
        { description: 'Chest X-ray', code: 'XR-1', quantity: 1, unitAmount: 80 },
        { description: 'Nursing, hours', quantity: 1.5, unitAmount: 33.33 },
      ],
    },
    status: 201,
    expect: { status: 'draft', amount: 130, number: null },
    keep: { draftId: 'id' },
  },
  {
    operation: 'issueDraft',
    path: { id: '{{draftId}}' },
    status: 200,
    expect: { status: 'issued', dueAmount: 130 },
  },
  {
    operation: 'discountBill',
    path: { id: '{{draftId}}' },
    body: { percent: 10, reason: 'Staff' },
    status: 201,
    expect: { discountAmount: 13, dueAmount: 117 },
  },
  { operation: 'printBill', path: { id: '{{draftId}}' }, status: 200 },
  {
    operation: 'takePayment',
    name: 'Pay in cash more than is due; the rest is held as a deposit',
    headers: { 'Idempotency-Key': 'excess-{{run}}' },
    body: {
      billId: '{{draftId}}',
      amount: 150,
      currency: 'USD',
      method: 'cash',
      tendered: 200,
      excess: 'deposit',
    },
    status: 201,
    expect: { change: 50, depositedAmount: 33 },
    keep: { excessPaymentId: 'id' },
  },
  {
    operation: 'takePayment',
    name: 'Pay from the deposit',
    headers: { 'Idempotency-Key': 'from-deposit-{{run}}' },
    body: { billId: '{{billId}}', amount: 20, currency: 'USD', method: 'deposit' },
    status: 201,
    expect: { method: 'deposit' },
  },
  {
    operation: 'takePayment',
    name: 'Take a deposit',
    headers: { 'Idempotency-Key': 'deposit-{{run}}' },
    body: { patientId: '{{patientId}}', amount: 40, currency: 'USD', method: 'card' },
    status: 201,
    expect: { billId: null, depositedAmount: 40 },
    keep: { depositPaymentId: 'id' },
  },
  {
    operation: 'listBalances',
    query: { patientId: '{{patientId}}' },
    status: 200,
    expect: { 'data.0.balances.0.deposit': 53 },
  },
  {
    operation: 'getBalances',
    path: { patientId: '{{patientId}}' },
    status: 200,
    expect: { 'balances.0.owed': 80.5, 'balances.0.deposit': 53 },
  },
];
