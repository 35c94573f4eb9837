import path from 'node:path';
import type { Express } from 'express';
import { z } from 'zod';
import { neighbourEnvironment, readConfig, serviceEnvironment, serviceUrl } from './config';
import { createHttpApp, type Lifecycle } from './http-app';
import type { Job } from './jobs';
import type { Logger } from './logger';
import type { GaugeSource } from './metrics';
import { openNeighbourhood, type Neighbourhood } from './neighbourhood';
import { openApiDocument } from './openapi';
import { pendingGauges, pendingRoutes } from './pending-routes';
import { openDatabase, type ConstraintProblems, type Database } from './postgres';
import { databaseSettings } from './postgres-connection';
import type { Route } from './route';

/** A service that this one calls, and how. */
export interface Upstream<C> {
  service: string;
  isRequired: boolean;
  /** Whether records of ours refer to records of its. A backup then restores ours no later than its. */
  isReferredTo: boolean;
  client(calls: Neighbourhood, url: string): C;
}

/** An upstream without which the service does not start. */
export function requires<C>(service: string, client: Upstream<C>['client']): Upstream<C> {
  return { service, isRequired: true, isReferredTo: true, client };
}

/** An upstream whose address may be absent; then what refers to its records is not looked up. */
export function refersTo<C>(service: string, client: Upstream<C>['client']): Upstream<C | undefined> {
  return { service, isRequired: false, isReferredTo: true, client };
}

/** An upstream that is only asked: nothing of what it says is kept, so such calls may go in a circle. It may be absent. */
export function mayAsk<C>(service: string, client: Upstream<C>['client']): Upstream<C | undefined> {
  return { service, isRequired: false, isReferredTo: false, client };
}

type Upstreams = Record<string, Upstream<unknown>>;
type Clients<U extends Upstreams> = { [K in keyof U]: U[K] extends Upstream<infer C> ? C : never };

type EveryService = ReturnType<typeof serviceEnvironment>;
/** What every service reads from its environment. */
type ServiceSettings = z.output<z.ZodObject<EveryService>>;

/** What the operations and jobs of a service work with. */
interface ServiceContext<E extends z.ZodRawShape = Record<never, never>, U extends Upstreams = Record<never, never>> {
  db: Database;
  log: Logger;
  /** Its environment, read and checked. */
  settings: ServiceSettings & z.output<z.ZodObject<E>>;
  /** A client for each upstream; undefined for one that is not configured. */
  upstreams: Clients<U>;
  /** The longest that all upstreams of one request are waited for together, in milliseconds. */
  upstreamTimeoutMs: number;
}

/** A service as it is written down: see `patient-service/src/service.ts`. */
export interface ServiceDefinition<E extends z.ZodRawShape, U extends Upstreams> {
  /** Of its folder, process and image. */
  name: `${string}-service`;
  /** What it owns, in a sentence. */
  summary: string;
  /** What it does, what it does not do, and which service to ask for that. */
  description: string;
  /** What each collection holds, by the first segment of its paths. */
  tags: Record<string, string>;
  port: number;
  database: {
    name: string;
    role: string;
    /** Folders of `db-init/` that its schema has in common with some other services, such as `money`. */
    sharedSchema?: string[];
  };
  /** The variables that it reads beside those of every service. */
  environment?: E;
  upstreams?: U;
  /** What to answer where a constraint of the database refuses, by the constraint's name. */
  constraints: ConstraintProblems;
  operations(context: ServiceContext<E, U>): Route[];
  /** Its own work, beside the completing of pending operations. */
  jobs?(context: ServiceContext<E, U>): Job[];
  /** What /metrics shows beside what every service shows. */
  gauges?(context: ServiceContext<E, U>): GaugeSource[];
}

/** A service that is put together; its server, schema and worker are not started. */
export interface RunningService {
  app: Express;
  /** Its OpenAPI document. */
  document(): object;
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
  jobs: Job[];
}

/** A service as one value: what runs it, tests it, and describes it to Compose and Kubernetes. */
export interface Service {
  name: `${string}-service`;
  port: number;
  database: { name: string; role: string; sharedSchema: string[] };
  /** The upstreams, each with the variable that holds its address. */
  upstreams: { variable: string; service: string; isRequired: boolean; isReferredTo: boolean }[];
  /** The variables that it reads beside those of every service. */
  variables: string[];
  /** Reads the environment of the process, unless another is given. Throws a ConfigError that lists every fault. */
  readSettings(environment?: NodeJS.ProcessEnv): ServiceSettings;
  /** @param failuresToBreak so many calls of an upstream in a row that fail, and nobody calls it for a second */
  build(settings: ServiceSettings, log: Logger, lifecycle: Lifecycle, failuresToBreak?: number): RunningService;
}

/** Makes the one value that a service is. */
export function defineService<
  E extends z.ZodRawShape = Record<never, never>,
  U extends Upstreams = Record<never, never>,
>(definition: ServiceDefinition<E, U>): Service {
  const { name, port, summary, description, tags, database, constraints, environment: own = {} as E } = definition;
  const declared = Object.entries(definition.upstreams ?? {});
  const environment = z.object({
    ...serviceEnvironment({ port, database: database.name }),
    ...(declared.length > 0 && neighbourEnvironment),
    ...Object.fromEntries(declared.map(([, upstream]) => [variableOf(upstream), urlOf(upstream)])),
    ...own,
  });

  return {
    name,
    port,
    database: { sharedSchema: [], ...database },
    upstreams: declared.map(([, { service, isRequired, isReferredTo }]) => ({
      variable: variableOf({ service }),
      service,
      isRequired,
      isReferredTo,
    })),
    variables: Object.keys(own),
    readSettings: (given) => readConfig(name, environment, given) as unknown as ServiceSettings,
    build: (settings, log, lifecycle, failuresToBreak) => {
      const all = settings as unknown as Record<string, unknown>;
      const db = openDatabase(databaseSettings(settings), log, constraints);
      const upstreamTimeoutMs = Number(all['NEIGHBOUR_TIMEOUT_MS'] ?? 0);
      const calls = openNeighbourhood(upstreamTimeoutMs, log, failuresToBreak);
      const clients = declared.map(([key, upstream]) => {
        const url = all[variableOf(upstream)];
        return [key, typeof url === 'string' ? upstream.client(calls, url) : undefined] as const;
      });
      const context = {
        db,
        log,
        settings: settings as ServiceSettings & z.output<z.ZodObject<E>>,
        upstreams: Object.fromEntries(clients) as Clients<U>,
        upstreamTimeoutMs,
      };
      const operations = definition.operations(context);
      const pending = operations.flatMap(({ job }) => job ?? []);
      const hasPending = pending.length > 0;
      const parts = {
        db,
        log,
        lifecycle,
        description: { name, version: '0.1.0', port, summary, description, tags },
        routes: [...operations, ...(hasPending ? pendingRoutes(db, pending, log) : [])],
        gauges: [
          ...calls.gauges,
          ...(hasPending ? pendingGauges(db, pending) : []),
          ...(definition.gauges?.(context) ?? []),
        ],
      };
      return {
        app: createHttpApp(parts),
        document: () => openApiDocument(parts.description, parts.routes),
        db,
        log,
        lifecycle,
        jobs: [...pending, ...(definition.jobs?.(context) ?? [])],
      };
    },
  };
}

/** The folders of SQL that make the schema of a service, in order. */
export function schemaFolders({ name, sharedSchema = [] }: { name: string; sharedSchema?: string[] }): string[] {
  const root = path.resolve(__dirname, '../../db-init');
  return ['every-service', ...sharedSchema, name].map((folder) => path.join(root, folder));
}

/** `DOCTOR_SERVICE_URL` of doctor-service. */
function variableOf({ service }: { service: string }): string {
  return `${service.toUpperCase().replaceAll('-', '_')}_URL`;
}

function urlOf({ isRequired }: Upstream<unknown>): z.ZodType {
  return isRequired ? serviceUrl : serviceUrl.optional();
}
