import { accessTable, auditLines } from '@hms/access/roles';

/** Who may do what in this service; docs/access.md shows the tables of all services. */
export const access = accessTable({
  takePayment: { cashier: 'yes', 'billing-manager': 'yes', integration: 'yes' },
  listPayments: {
    cashier: 'yes',
    'billing-manager': 'yes',
    manager: 'yes',
    auditor: 'yes',
    integration: 'yes',
    patient: 'own',
  },
  summarisePayments: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  getPayment: {
    cashier: 'yes',
    'billing-manager': 'yes',
    manager: 'yes',
    auditor: 'yes',
    integration: 'yes',
    patient: 'own',
  },
  changePayment: { cashier: 'yes', 'billing-manager': 'yes' },
  printReceipt: {
    cashier: 'yes',
    'billing-manager': 'yes',
    manager: 'yes',
    auditor: 'yes',
    integration: 'yes',
    patient: 'own',
  },
  refundPayment: { cashier: 'yes', 'billing-manager': 'yes' },
  listRefunds: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes', patient: 'own' },
  getRefund: { cashier: 'yes', 'billing-manager': 'yes', manager: 'yes', auditor: 'yes', patient: 'own' },
  listPendingOperations: { 'billing-manager': 'yes', manager: 'yes', auditor: 'yes' },
  attemptPendingOperation: { 'billing-manager': 'yes', manager: 'yes' },
  ...auditLines,
});
