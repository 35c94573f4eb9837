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
import { constraintProblems as ofClosings } from './closings/problems';
import { closingRoutes } from './closings/routes';
import { constraintProblems } from './payment-store';
import { nightlyReconciliation, unreconciled } from './reconciliation/nightly';
import { receivedPayments } from './reconciliation/received-payments';
import { refundRoutes } from './refunds/routes';
import { paymentRoutes } from './routes';

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
      papers: openPapers(settings),
    };
    return [...paymentRoutes(context), ...refundRoutes(context), ...closingRoutes(context)];
  },
  jobs: ({ db, log, upstreams }) => [nightlyReconciliation(db, upstreams.billing, log)],
  gauges: ({ db }) => [unreconciled(db)],
});
