import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import { ledgerRoutes } from './ledger/routes';
import { paymentRoutes } from './payments/routes';
import { billRoutes, type BillingDeps } from './routes';

export const createApp = (deps: BillingDeps & Runtime) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'billing-service',
      version: '0.1.0',
      summary: 'Bills: what a patient owes, what has been paid, and what is still due.',
    },
    routes: [...billRoutes(deps), ...paymentRoutes(deps), ...ledgerRoutes(deps.db)],
  });
