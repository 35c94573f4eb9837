import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import { unreconciled } from './reconciliation/nightly';
import { refundRoutes } from './refunds/routes';
import { paymentRoutes, type PaymentDeps } from './routes';

export const createApp = (deps: PaymentDeps & Runtime) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'payment-service',
      version: '0.1.0',
      port: 3005,
      summary: 'Payments: money taken for bills, kept whatever becomes of it.',
      description:
        'Takes payments and deposits, and refunds them. Which bill is due, and how much of it, billing-service knows: a payment is completed once it has applied it.',
      tags: { payments: 'Money taken for bills or as deposits, its refunds and receipts' },
    },
    settling: [deps.settlement.task, deps.refundSettlement.task],
    routes: [...paymentRoutes(deps), ...refundRoutes(deps)],
    gauges: [unreconciled(deps.db)],
  });
