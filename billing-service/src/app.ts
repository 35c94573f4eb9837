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
      port: 3002,
      summary: 'Bills: what a patient owes, what has been paid, and what is still due.',
      description:
        'Issues bills, discounts and cancels them, and keeps the ledger. It takes no money: payment-service does, and applies it here.',
      tags: {
        bills: 'What patients owe, with lines, discounts and payments',
        deposits: 'Money held for a patient before there is a bill',
        balances: 'What a patient owes, and what is held',
        ledger: 'The double-entry ledger behind all bills, its proof and its reports',
      },
    },
    routes: [...billRoutes(deps), ...paymentRoutes(deps), ...ledgerRoutes(deps.db)],
  });
