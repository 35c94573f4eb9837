import { createHttpApp, type Lifecycle } from '@hms/service-kit/http-app';
import type { Logger } from '@hms/service-kit/logger';
import type { Database } from '@hms/service-kit/postgres';
import { billRoutes } from './routes';

export interface BillingDeps {
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
  /** ISO 4217; of bills that name none. */
  currency: string;
}

export const createApp = (deps: BillingDeps) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'billing-service',
      version: '0.1.0',
      summary: 'Bills: what a patient owes, what has been paid, and what is still due.',
    },
    routes: billRoutes(deps),
  });
