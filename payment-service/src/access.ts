import { accessTable, auditLines, followersOf } from '@hms/access/roles';

/** What became of a refund is a patient's business; who of the staff decided on it, and why, is not. */
const ownRefunds = {
  own: true,
  without: ['requestedBy', 'approvedBy', 'rejectedBy', 'rejectionReason'],
} as const;

/** Who may read a payment. */
const readers = {
  cashier: 'yes',
  'billing-manager': 'yes',
  manager: 'yes',
  auditor: 'yes',
  integration: 'yes',
  patient: 'own',
} as const;

/** Who may do what in this service; docs/access.md shows the tables of all services. */
export const access = accessTable({
  takePayment: { cashier: 'yes', 'billing-manager': 'yes', integration: 'yes' },
  listPayments: readers,
  summarisePayments: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  getPayment: readers,
  changePayment: { cashier: 'yes', 'billing-manager': 'yes' },
  printReceipt: readers,
  refundPayment: { cashier: 'yes', 'billing-manager': 'yes' },
  approveRefund: { 'billing-manager': 'yes', manager: 'yes' },
  rejectRefund: { 'billing-manager': 'yes', manager: 'yes' },
  findRefunds: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  getRefundLimits: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  listRefunds: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes', patient: ownRefunds },
  getRefund: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes', patient: ownRefunds },
  followChanges: followersOf(readers),
  closeDay: { cashier: 'yes', 'billing-manager': 'yes' },
  getExpectedClosing: { cashier: 'yes', 'billing-manager': 'yes' },
  listClosings: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  getClosing: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  reviewClosing: { 'billing-manager': 'yes', manager: 'yes' },
  listPendingOperations: { 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  attemptPendingOperation: { 'billing-manager': 'yes', manager: 'yes' },
  ...auditLines,
});
