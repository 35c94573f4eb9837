import { auditEventResource } from '@hms/fhir/audit-event';
import { fhirOperations, inFhir } from '@hms/fhir/facade';
import { openPapers, papersEnvironment } from '@hms/papers/papers';
import { approvalAbove, readApprovalLimits } from '@hms/service-kit/approval';
import { defaultCurrency } from '@hms/service-kit/config';
import { defineService } from '@hms/service-kit/service';
import { mayAsk, requires } from '@hms/service-kit/service-definition';
import { restrictionSource } from '@hms/access/restrictions';
import { access } from './access';
import { billingClient } from './billing-client';
import { getMoneyMoved } from './fhir/money-moved';
import { paymentReconciliationResource } from './fhir/payment-reconciliation';
import { changePayment } from './change-payment';
import { closeDay } from './closings/close-day';
import { getClosing, getExpectedClosing, listClosings } from './closings/closing-reads';
import { constraintProblems as ofClosings } from './closings/problems';
import { reviewClosing } from './closings/review-closing';
import { getPayment, listPayments, printReceipt, summarisePayments } from './payment-reads';
import { constraintProblems } from './payment-store';
import { nightlyReconciliation, unreconciled } from './reconciliation/nightly';
import { receivedPayments } from './reconciliation/received-payments';
import { approveRefund } from './refunds/approve-refund';
import { refundPayment } from './refunds/refund-payment';
import { findRefunds, getRefund, getRefundLimits, listRefunds } from './refunds/refund-reads';
import { rejectRefund } from './refunds/reject-refund';
import { takePayment } from './take-payment';

export const service = defineService({
  name: 'payment-service',
  summary: 'Payments: money taken for bills or as deposits, and refunds.',
  description:
    'Takes payments and deposits, and refunds them. billing-service decides what is due: a payment is completed when billing-service has applied it.',
  tags: {
    payments: 'Payments and deposits, with their refunds and receipts',
    refunds: 'Refunds of all payments, and what awaits approval',
    closings: "The end of a cashier's day: counted against expected",
  },
  port: 3005,
  database: { name: 'hms_payments', role: 'hms_payment', sharedSchema: ['audit', 'money', 'pending-operations'] },
  environment: { HMS_CURRENCY: defaultCurrency, APPROVAL_ABOVE: approvalAbove, ...papersEnvironment },
  upstreams: {
    restrictions: mayAsk('patient-service', restrictionSource),
    billing: requires('billing-service', (calls, url) => ({
      ...billingClient(calls, url),
      ...receivedPayments(calls, url),
    })),
  },
  constraints: { ...constraintProblems, ...ofClosings },
  access,
  restrictions: ({ upstreams }) => upstreams.restrictions,
  facade: {
    ...inFhir,
    collections: ['PaymentReconciliation', 'AuditEvent'],
    operations: ({ db }, native) =>
      fhirOperations(
        db,
        [...native, getMoneyMoved(db, native)],
        [paymentReconciliationResource, auditEventResource('payment-service', db)],
      ),
  },
  operations: ({ settings, upstreams, ...rest }) => {
    const context = {
      ...rest,
      ...upstreams,
      currency: settings.HMS_CURRENCY,
      approvalLimits: readApprovalLimits(settings.APPROVAL_ABOVE),
    };
    const { db, currency } = context;
    return [
      takePayment(context),
      listPayments(db),
      summarisePayments(db), // before getPayment, which would take the word for an id
      getPayment(db),
      printReceipt(db, openPapers(settings)),
      changePayment(db),
      refundPayment(context),
      approveRefund(context),
      rejectRefund,
      findRefunds(db),
      getRefundLimits(context.approvalLimits),
      listRefunds(db),
      getRefund(db),
      closeDay,
      listClosings(db),
      getExpectedClosing(db, currency), // before getClosing, which would take the word for an id
      getClosing(db),
      reviewClosing,
    ];
  },
  jobs: ({ db, log, upstreams }) => [nightlyReconciliation(db, upstreams.billing, log)],
  gauges: ({ db }) => [unreconciled(db)],
});
