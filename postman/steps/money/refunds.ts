import type { StepOfFolder } from '../../step';

export const refunds: StepOfFolder[] = [
  {
    operation: 'refundPayment',
    path: { id: '{{paymentId}}' },
    headers: { 'Idempotency-Key': 'refund-{{run}}' },
    body: { amount: 10, reason: 'Charged twice' },
    status: 201,
    expect: { status: 'completed', amount: 10 },
    keep: { refundId: 'id' },
  },
  {
    operation: 'refundPayment',
    name: 'Refund more than was paid: refused',
    path: { id: '{{paymentId}}' },
    body: { amount: 41, reason: 'Charged twice' },
    status: 409,
    expect: { refundableAmount: 40 },
  },
  {
    operation: 'getRefund',
    path: { id: '{{paymentId}}', refundId: '{{refundId}}' },
    status: 200,
    expect: { reason: 'Charged twice' },
  },
  {
    operation: 'listRefunds',
    path: { id: '{{paymentId}}' },
    status: 200,
    expect: { 'data.0.id': '{{refundId}}' },
  },
];
