import type { Express, RequestHandler } from 'express';
import type { Database } from './database';
import { unavailable } from './problem';

/** What the process is doing; `runService` moves it along. */
export interface Lifecycle {
  schemaInPlace: boolean;
  stopping: boolean;
}

/** What tells nothing of anybody: as it is now, and taken for nothing but what it says it is. */
export const forEverybody: RequestHandler = (_request, response, next) => {
  response.set({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' });
  next();
};

/** `GET /healthz`: the process answers. `GET /readyz`: so does its database, and it is not stopping. */
export const mountHealth = (app: Express, db: Database, lifecycle: Lifecycle): void => {
  app.get('/healthz', forEverybody, (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', forEverybody, async (_request, response) => {
    if (lifecycle.stopping) throw unavailable('The service is shutting down.');
    if (!lifecycle.schemaInPlace) throw unavailable('The database has not been prepared yet.');
    await db.ping().catch(() => {
      throw unavailable('The database does not respond.');
    });
    response.json({ status: 'ready' });
  });
};
