import type { StepOfFolder } from '../../step';

/** The day is counted, closed and added up. */
export const closings: StepOfFolder[] = [
  { operation: 'getExpectedClosing', status: 200 },
  {
    operation: 'closeDay',
    name: 'Count less than there has to be, without an explanation: refused',
    headers: { 'Idempotency-Key': 'unexplained-{{run}}' },
    body: { counts: [{ method: 'cheque', currency: 'CHF', counted: 5 }] },
    status: 409,
    as: 'billing-manager',
    expect: { type: '/problems/closing-differs' },
  },
  {
    operation: 'closeDay',
    headers: { 'Idempotency-Key': 'closing-{{run}}' },
    body: {
      desk: 'Desk 2',
      counts: [
        {
          method: 'cash',
          currency: 'USD',
          float: 100,
          counted: 100,
          denominations: [{ value: 50, count: 2 }],
          explanation: 'Nothing was taken at this desk',
        },
      ],
    },
    status: 201,
    as: 'billing-manager',
    keep: { closingId: 'id' },
  },
  { operation: 'getClosing', path: { id: '{{closingId}}' }, status: 200, expect: { reviewedBy: null } },
  {
    operation: 'reviewClosing',
    name: 'Look at your own closing: refused',
    path: { id: '{{closingId}}' },
    body: {},
    status: 403,
    as: 'billing-manager',
    expect: { type: '/problems/needs-another-person' },
  },
  {
    operation: 'reviewClosing',
    path: { id: '{{closingId}}' },
    body: { note: 'Counted again' },
    status: 200,
    as: 'manager',
    expect: { reviewNote: 'Counted again' },
  },
  {
    operation: 'listClosings',
    query: { reviewed: 'true' },
    status: 200,
    expect: { 'data.0.reviewNote': 'Counted again' },
  },
  { operation: 'summarisePayments', query: { by: 'method' }, status: 200 },
  {
    operation: 'summarisePayments',
    name: 'Add up by day, as a calendar in Kolkata divides the days',
    query: { by: 'day', timeZone: 'Asia/Kolkata' },
    status: 200,
  },
  {
    operation: 'summarisePayments',
    name: 'An abbreviation of a time zone is refused: it means different zones to different programs',
    query: { by: 'day', timeZone: 'IST' },
    status: 400,
    expect: { 'errors.0.pointer': '/timeZone' },
  },
];
