import { auditEventResource } from '@hms/fhir/audit-event';
import { fhirOperations, inFhir } from '@hms/fhir/facade';
import { openPapers, papersEnvironment } from '@hms/papers/papers';
import { approvalAbove, readApprovalLimits } from '@hms/service-kit/approval';
import { defaultCurrency } from '@hms/service-kit/config';
import { defineService } from '@hms/service-kit/service';
import { mayAsk } from '@hms/service-kit/service-definition';
import { restrictionSource } from '@hms/access/restrictions';
import { access } from './access';
import { getBill, listBills, printBill } from './bill-reads';
import { cancelBill } from './cancel-bill';
import { changeBill } from './change-bill';
import { discountBill } from './discount-bill';
import { approveDiscount } from './discount-requests/approve-discount';
import { getDiscountRequest, listDiscountRequests } from './discount-requests/discount-request-reads';
import { constraintProblems as ofDiscountRequests } from './discount-requests/discount-request-store';
import { rejectDiscount } from './discount-requests/reject-discount';
import { accountResource } from './fhir/account';
import { invoiceResource } from './fhir/invoice';
import { issueBill, issueDraft } from './issue-bill';
import { constraintProblems } from './ledger/ledger-store';
import {
  ageReceivables,
  getBalances,
  listBalances,
  listEntries,
  listReceivedPayments,
  proveLedger,
} from './ledger/ledger-reads';
import { applyPayment } from './payments/apply-payment';
import { refundDeposit } from './payments/refund-deposit';
import { refundOnBill } from './payments/refund-on-bill';
import { takeDeposit } from './payments/take-deposit';

export const service = defineService({
  name: 'billing-service',
  summary: 'Bills: what a patient owes, what has been paid, and what is still due.',
  description:
    'Issues bills, discounts and cancels them, and keeps the ledger. Payments are taken by payment-service, which applies them here.',
  tags: {
    bills: 'What patients owe, with lines, discounts and payments',
    'discount-requests': 'Discounts above the limit, which another person approves',
    deposits: 'Money held for a patient before there is a bill',
    balances: 'What a patient owes, and what is held',
    ledger: 'The double-entry ledger behind all bills, its proof and its reports',
  },
  port: 3002,
  database: { name: 'hms_billing', role: 'hms_billing', sharedSchema: ['audit', 'money'] },
  environment: { HMS_CURRENCY: defaultCurrency, APPROVAL_ABOVE: approvalAbove, ...papersEnvironment },
  constraints: { ...constraintProblems, ...ofDiscountRequests },
  access,
  upstreams: { restrictions: mayAsk('patient-service', restrictionSource) },
  restrictions: ({ upstreams }) => upstreams.restrictions,
  facade: {
    ...inFhir,
    collections: ['Account', 'Invoice', 'AuditEvent'],
    operations: ({ db }, native) =>
      fhirOperations(db, native, [accountResource, invoiceResource, auditEventResource('billing-service', db)]),
  },
  operations: ({ db, settings }) => {
    const { HMS_CURRENCY: currency, APPROVAL_ABOVE: above } = settings;
    return [
      issueBill(currency),
      listBills(db),
      printBill(db, openPapers(settings)), // before getBill, whose path it matches too
      getBill(db),
      changeBill(db),
      issueDraft,
      discountBill(readApprovalLimits(above)),
      cancelBill,
      listDiscountRequests(db),
      getDiscountRequest(db),
      approveDiscount,
      rejectDiscount,
      applyPayment(currency),
      refundOnBill(currency),
      takeDeposit(currency),
      refundDeposit(currency),
      listReceivedPayments(db),
      listEntries(db),
      listBalances(db),
      getBalances(db),
      proveLedger(db),
      ageReceivables(db),
    ];
  },
});
