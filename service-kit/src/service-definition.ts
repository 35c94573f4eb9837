import type { KeyObject } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { z } from 'zod';
import type { AccessTable } from './access';
import { serviceUrl, type accessEnvironment, type serviceEnvironment } from './config';
import type { Lifecycle } from './health';
import type { Job } from './jobs';
import type { Logger } from './logger';
import type { GaugeSource } from './metrics';
import type { Upstreams } from './upstreams';
import type { ConstraintProblems, Database } from './database';
import type { Operation } from './operation';
import type { HttpResponse } from './response';
import type { RestrictionSource } from './restrictions';

/** A service that this one calls, and how. */
export interface Upstream<C> {
  service: string;
  isRequired: boolean;
  /** Whether records of ours refer to records of its. A backup then restores ours no later than its. */
  isReferredTo: boolean;
  client(calls: Upstreams, url: string): C;
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

/** `DOCTOR_SERVICE_URL` of doctor-service. */
export function variableOf({ service }: { service: string }): string {
  return `${service.toUpperCase().replaceAll('-', '_')}_URL`;
}

/** Returns how that variable is read. */
export function urlOf({ isRequired }: Upstream<unknown>): z.ZodType {
  return isRequired ? serviceUrl : serviceUrl.optional();
}

export type DeclaredUpstreams = Record<string, Upstream<unknown>>;
export type Clients<U extends DeclaredUpstreams> = { [K in keyof U]: U[K] extends Upstream<infer C> ? C : never };

type EveryService = ReturnType<typeof serviceEnvironment> & typeof accessEnvironment;
/** What every service reads from its environment. */
export type ServiceSettings = z.output<z.ZodObject<EveryService>>;

/** What the operations and jobs of a service work with. */
interface ServiceContext<
  E extends z.ZodRawShape = Record<never, never>,
  U extends DeclaredUpstreams = Record<never, never>,
> {
  db: Database;
  log: Logger;
  /** Its environment, read and checked. */
  settings: ServiceSettings & z.output<z.ZodObject<E>>;
  /** A client for each upstream; undefined for one that is not configured. */
  upstreams: Clients<U>;
  /** What the process is doing: what never ends by itself has to end when it stops. */
  lifecycle: Readonly<Lifecycle>;
  /** Its `AUTH_CLIENT_KEY`; undefined for a service that has none. */
  key: KeyObject | undefined;
  /**
   * How long a caller's own attempt to complete what it stored may take, in milliseconds: as long as the upstreams of one request
   * are waited for together, and a second. So long its job leaves it alone.
   */
  ownAttemptMs: number;
}

/** The same operations in another language, on paths of their own; see `fhir/README.md`. */
interface Facade<Context> {
  /** What its paths begin with, such as `/fhir/R4`. */
  prefix: string;
  /** What it has, by the segment of its paths after that. */
  collections: string[];
  /** @param native the service's own operations and those of its audit, whose access, checks and handlers these keep */
  operations(context: Context, native: Operation[]): Operation[];
  /** Says a problem in its language, also where no operation was found. */
  problem(problem: HttpResponse): HttpResponse;
}

/** A service as it is written down: see `patient-service/src/service.ts`. */
export interface ServiceDefinition<E extends z.ZodRawShape, U extends DeclaredUpstreams> {
  /** Of its folder, process and image. */
  name: string;
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
  /** It calls its upstreams with the tokens of the people who ask, and gets none of its own. */
  callsAsPeople?: true;
  /** What to answer where a constraint of the database refuses, by the constraint's name. */
  constraints: ConstraintProblems;
  /** Who may do what: a line for each of its operations, those of the kit among them. */
  access: AccessTable;
  operations(context: ServiceContext<E, U>): Operation[];
  facade?: Facade<ServiceContext<E, U>>;
  /** For a service with an audit: where it learns which patients are restricted; undefined: it cannot, so staff are shown nothing. */
  restrictions?(context: ServiceContext<E, U>): RestrictionSource | undefined;
  /** What it serves beside its operations, such as the pages of a sign-in; what it passes on goes the usual way. */
  pages?(context: ServiceContext<E, U>): RequestHandler;
  /** Its own work, beside the completing of pending operations. */
  jobs?(context: ServiceContext<E, U>): Job[];
  /** What `/metrics` of the management port shows beside what every service shows. */
  gauges?(context: ServiceContext<E, U>): GaugeSource[];
}
