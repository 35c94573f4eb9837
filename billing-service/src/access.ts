import { accessTable, auditLines, followersOf } from '@hms/access/roles';

/** Money comes in and goes out by payment-service alone. */
const forPayments = { clients: ['payment-service'] };

/** Who may read a bill. */
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
  issueBill: { cashier: 'yes', 'billing-manager': 'yes', integration: 'yes' },
  listBills: readers,
  printBill: readers,
  getBill: { ...readers, service: forPayments },
  changeBill: { cashier: 'yes', 'billing-manager': 'yes' },
  issueDraft: { cashier: 'yes', 'billing-manager': 'yes' },
  discountBill: { 'billing-manager': 'yes' },
  listDiscountRequests: { 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  getDiscountRequest: { 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  approveDiscount: { 'billing-manager': 'yes', manager: 'yes' },
  rejectDiscount: { 'billing-manager': 'yes', manager: 'yes' },
  cancelBill: { 'billing-manager': 'yes' },
  applyPayment: { service: forPayments },
  refundOnBill: { service: forPayments },
  takeDeposit: { service: forPayments },
  refundDeposit: { service: forPayments },
  listReceivedPayments: { 'billing-manager': 'yes', manager: 'yes', auditor: 'yes', service: forPayments },
  listEntries: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes', patient: 'own' },
  listBalances: { receptionist: 'yes', cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  getBalances: {
    receptionist: 'yes',
    cashier: 'yes',
    'billing-manager': 'yes',
    manager: 'yes',
    auditor: 'yes',
    integration: 'yes',
    patient: 'own',
  },
  proveLedger: { 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  ageReceivables: { 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  followChanges: followersOf(readers),
  ...auditLines,
});
