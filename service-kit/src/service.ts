import { KeyObject } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { z } from 'zod';
import type { AccessTable } from './access';
import { openAudit, type Audit } from './audit';
import { auditRoutes } from './audit-routes';
import {
  accessEnvironment,
  auditEnvironment,
  keyEnvironment,
  readConfig,
  serviceEnvironment,
  upstreamEnvironment,
  variableFrom,
  type Variable,
} from './config';
import { eventRoutes } from './event-routes';
import type { Lifecycle } from './health';
import { createHttpApp } from './http';
import { metadataOf, openIssuer } from './issuer';
import type { Job } from './jobs';
import { openLimits } from './limits';
import type { Logger } from './logger';
import { createMetrics, type Metrics } from './metrics';
import { openTokens } from './tokens';
import { openRestrictions, type Restrictions } from './restrictions';
import { openUpstreams } from './upstreams';
import { noToken, openOwnToken, type OwnToken } from './own-token';
import { openApiDocument } from './openapi';
import type { LongestWaits } from './overload';
import { pendingGauges, pendingRoutes } from './pending-routes';
import { openDatabase, type Database } from './database';
import { databaseSettings } from './database-connection';
import {
  urlOf,
  variableOf,
  type Clients,
  type DeclaredUpstreams,
  type ServiceDefinition,
  type ServiceSettings,
} from './service-definition';

/** A service that is put together; its server, schema and worker are not started. */
export interface RunningService {
  app: RequestListener;
  /** Its OpenAPI document. */
  document(): object;
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
  metrics: Metrics;
  jobs: Job[];
  /** What was done with the data of patients; absent where it has none. */
  audit: Audit | undefined;
  restrictions: Restrictions | undefined;
  /** The token by which it calls others; absent where it calls none. */
  ownToken: OwnToken | undefined;
}

/** What tests do otherwise. */
interface Trial {
  /** So many calls of an upstream in a row that fail, and nobody calls it for a second. */
  failuresToBreak?: number;
  ownAttemptMs?: number;
  longestWaits?: LongestWaits;
  restrictions?: Restrictions;
}

/** A service as one value: what runs it, tests it, and describes it to Compose and Kubernetes. */
export interface Service {
  name: string;
  port: number;
  /** What it has, by the first segment of its paths; what the kit gives to every service is not among them. */
  collections: string[];
  /** What it has in FHIR, by type. */
  facade: string[];
  database: { name: string; role: string; sharedSchema: string[] };
  /** Each with the variable that holds its address. */
  upstreams: { variable: string; service: string; isRequired: boolean; isReferredTo: boolean }[];
  variables: Variable[];
  /** Whether it has a key of its own, `AUTH_CLIENT_KEY`. */
  hasKey: boolean;
  access: AccessTable;
  /** Reads the environment of the process, unless another is given. Throws a ConfigError that lists every fault. */
  readSettings(environment?: NodeJS.ProcessEnv): ServiceSettings;
  build(settings: ServiceSettings, log: Logger, lifecycle: Lifecycle, trial?: Trial): RunningService;
}

/** Makes the one value that a service is. */
export function defineService<
  E extends z.ZodRawShape = Record<never, never>,
  U extends DeclaredUpstreams = Record<never, never>,
>(definition: ServiceDefinition<E, U>): Service {
  const { name, port, tags, summary, description, database, access, facade, environment: own = {} as E } = definition;
  const declared = Object.entries(definition.upstreams ?? {});
  const isAudited = (database.sharedSchema ?? []).includes('audit');
  const hasKey = declared.length > 0 || isAudited;
  const environment = z.object({
    ...serviceEnvironment({ port, database: database.name }),
    ...accessEnvironment,
    ...(declared.length > 0 && upstreamEnvironment),
    ...(hasKey && keyEnvironment),
    ...(isAudited && auditEnvironment),
    ...Object.fromEntries(declared.map(([, upstream]) => [variableOf(upstream), urlOf(upstream)])),
    ...own,
  });

  return {
    name,
    port,
    collections: Object.keys(tags),
    facade: facade?.collections ?? [],
    database: { sharedSchema: [], ...database },
    upstreams: declared.map(([, { service, isRequired, isReferredTo }]) => ({
      variable: variableOf({ service }),
      service,
      isRequired,
      isReferredTo,
    })),
    variables: Object.entries({ ...(isAudited && auditEnvironment), ...own }).map(variableFrom),
    hasKey,
    access,
    readSettings: (given) => readConfig(name, environment, given) as unknown as ServiceSettings,
    build: (settings, log, lifecycle, trial = {}) => {
      const all = settings as unknown as Record<string, unknown>;
      const db = openDatabase(databaseSettings(settings), log, definition.constraints, trial.longestWaits);
      const upstreamTimeoutMs = Number(all['UPSTREAM_TIMEOUT_MS'] ?? 0);
      const issuer = openIssuer(settings.AUTH_ISSUER, settings.AUTH_METADATA_URL ?? metadataOf(settings.AUTH_ISSUER));
      const key = all['AUTH_CLIENT_KEY'] instanceof KeyObject ? all['AUTH_CLIENT_KEY'] : undefined;
      const client = key && { issuer: settings.AUTH_ISSUER, clientId: name, key };
      const ownToken = client && !definition.callsAsPeople ? openOwnToken(client, issuer, log) : undefined;
      const calls = openUpstreams(upstreamTimeoutMs, ownToken ?? noToken, log, trial.failuresToBreak);
      const clients = declared.map(([key, upstream]) => {
        const url = all[variableOf(upstream)];
        return [key, typeof url === 'string' ? upstream.client(calls, url) : undefined] as const;
      });
      const context = {
        db,
        log,
        settings: settings as ServiceSettings & z.output<z.ZodObject<E>>,
        upstreams: Object.fromEntries(clients) as Clients<U>,
        key,
        lifecycle,
        ownAttemptMs: trial.ownAttemptMs ?? upstreamTimeoutMs + 1000,
      };
      const operations = definition.operations(context);
      const kept = { service: name, keepYears: Number(all['AUDIT_KEEP_YEARS']) };
      const audit = isAudited && key ? openAudit(databaseSettings(settings), { ...kept, key }, log) : undefined;
      const staleMinutes = Number(all['RESTRICTIONS_STALE_MINUTES']);
      const restrictions =
        trial.restrictions ?? (audit && openRestrictions(db, definition.restrictions?.(context), staleMinutes));
      const ofAudit = audit ? auditRoutes(db, audit, access) : [];
      const pending = operations.flatMap(({ job, summary: did }) => (job ? { ...job, ...(audit && { did }) } : []));
      const hasPending = pending.length > 0;
      const events = eventRoutes(db, operations, { service: name, access, restrictions, lifecycle });
      const parts = {
        db,
        log,
        lifecycle,
        description: { name, version: '0.1.0', port, summary, description, tags },
        routes: [
          ...operations,
          ...(hasPending ? pendingRoutes(db, pending, access, log) : []),
          ...ofAudit,
          ...events.routes,
        ],
        facade: facade && { ...facade, operations: facade.operations(context, [...operations, ...ofAudit]) },
        audit,
        restrictions,
        tokens: openTokens(
          { issuer: settings.AUTH_ISSUER, audience: settings.AUTH_AUDIENCE, rolesClaim: settings.AUTH_ROLES_CLAIM },
          issuer,
        ),
        limits: openLimits(settings),
        pages: definition.pages?.(context),
        corsOrigins: settings.CORS_ORIGINS,
        proxies: settings.TRUST_PROXY,
        metrics: createMetrics(name, [
          ...db.gauges,
          ...calls.gauges,
          ...events.gauges,
          ...(hasPending ? pendingGauges(db, pending) : []),
          ...(definition.gauges?.(context) ?? []),
        ]),
      };
      return {
        app: createHttpApp(parts),
        document: () => openApiDocument(parts.description, parts.routes),
        db,
        log,
        lifecycle,
        audit,
        restrictions,
        metrics: parts.metrics,
        ownToken,
        jobs: [...pending, ...(definition.jobs?.(context) ?? [])],
      };
    },
  };
}
