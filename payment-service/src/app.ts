import { createHttpApp, type Lifecycle } from '@hms/service-kit/http-app';
import type { Logger } from '@hms/service-kit/logger';
import type { Database } from '@hms/service-kit/postgres';
import type { StoreFirst } from '@hms/service-kit/store-first';
import { paymentRoutes } from './routes';

export interface PaymentDeps {
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
  /** See settle-payment.ts. */
  settlement: StoreFirst;
  /** ISO 4217; of payments that name none. */
  currency: string;
}

export const createApp = (deps: PaymentDeps) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'payment-service',
      version: '0.1.0',
      summary: 'Payments: money taken for bills, kept whatever becomes of it.',
    },
    routes: paymentRoutes(deps),
  });
