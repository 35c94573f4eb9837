import { readFileSync } from 'node:fs';
import dotenv from 'dotenv';
import { z } from 'zod';
import { corsOrigins } from './cors';
import { currencyCode } from './money';
import { clientKey } from './own-token';
import { trustProxy } from './proxy';
import { timeZone } from './time-zone';

/** A whole number in an environment variable. `PORT=` is refused: `z.coerce` would read it as 0. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

const required = z.string('is required').min(1, 'must not be empty');
const address = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });

/** What every service reads, beside its own keys. Durations are in milliseconds. No secret has a default. */
export const serviceEnvironment = (defaults: { port: number; database: string }) => ({
  HOST: z.string().default('0.0.0.0'),
  PORT: wholeNumber(1, 65535).default(defaults.port),
  /** Where whoever runs the service reads its metrics; absent: 100 above PORT. Nobody else should reach it. */
  MANAGEMENT_HOST: z.string().default('127.0.0.1'),
  MANAGEMENT_PORT: wholeNumber(1, 65535).optional(),
  CORS_ORIGINS: corsOrigins,
  TRUST_PROXY: trustProxy,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DB_HOST: required,
  DB_PORT: wholeNumber(1, 65535).default(5432),
  DB_NAME: z.string().default(defaults.database),
  DB_USER: required,
  DB_PASSWORD: required,
  DB_POOL_SIZE: wholeNumber(1, 1000).default(10),
  DB_STATEMENT_TIMEOUT_MS: wholeNumber(100, 600_000).default(5000),
  /** The hospital's own: the days of reports, the years of numbers and the dates on papers go by it. */
  HMS_TIME_ZONE: timeZone.default('UTC'),
  /** After SIGTERM, how long readiness fails before no connection is taken any more. */
  SHUTDOWN_DELAY_MS: wholeNumber(0, 600_000).default(0),
  /** Time for requests in flight after that; keep it below the orchestrator's own grace period. */
  SHUTDOWN_GRACE_MS: wholeNumber(0, 600_000).default(10_000),
});

/** For the services that have operations: whose tokens they take. */
export const accessEnvironment = {
  /** The issuer of tokens, as it names itself in them. */
  AUTH_ISSUER: address,
  /** Where this process reads the issuer's OpenID configuration, if not at the issuer's own address. */
  AUTH_METADATA_URL: address.optional(),
  AUTH_AUDIENCE: z.string().min(1).default('hospital'),
  /** What one caller may ask, and may be refused, in a minute. */
  REQUESTS_A_MINUTE: wholeNumber(1, 1e9).default(6000),
  FAILURES_A_MINUTE: wholeNumber(1, 1e9).default(600),
  /** The claim that has the roles; a path such as `realm_access.roles`. */
  AUTH_ROLES_CLAIM: z.string().min(1).default('roles'),
};

/** For the services that call others. */
export const upstreamEnvironment = { UPSTREAM_TIMEOUT_MS: wholeNumber(50, 60_000).default(2000) };

/** For the services that call others, or keep an audit. */
export const keyEnvironment = {
  /** By which it gets its own tokens, where its client is named like the service, and signs the end of its audit. */
  AUTH_CLIENT_KEY: clientKey,
};

/** For the services that have anything of patients. */
export const auditEnvironment = {
  AUDIT_KEEP_YEARS: wholeNumber(1, 100).default(10).meta({ description: 'How many years the audit keeps its events' }),
  RESTRICTIONS_STALE_MINUTES: wholeNumber(1, 1440).default(15).meta({
    description: 'How long it goes on by the restricted patients that it knows while patient-service is down',
  }),
};

/** For tests of what survives: a folder in which a file named for a step ends the next process that reaches the step. */
export const crashPoints = process.env['HMS_CRASH_POINTS'];

/** What images run as. */
export const isProduction = process.env['NODE_ENV'] === 'production';

/** For the services that keep money. */
export const defaultCurrency = currencyCode
  .default('USD')
  .meta({ description: 'Currency of amounts that name none (ISO 4217)' });

export const serviceUrl = address.transform((url) => url.replace(/\/+$/, ''));

export class ConfigError extends Error {}

/** `DB_PASSWORD_FILE` names a file that has what `DB_PASSWORD` would say: how containers are given secrets. Throws a ConfigError. */
const withFiles = (environment: NodeJS.ProcessEnv, names: string[]): NodeJS.ProcessEnv => {
  const read = (name: string): [string, string][] => {
    const file = environment[`${name}_FILE`];
    if (file === undefined || file === '') return [];
    if (environment[name]) throw new ConfigError(`Set ${name} or ${name}_FILE, not both.`);
    try {
      return [[name, readFileSync(file, 'utf8').trim()]];
    } catch {
      throw new ConfigError(`${name}_FILE is ${file}, which cannot be read.`);
    }
  };
  return { ...environment, ...Object.fromEntries(names.flatMap(read)) };
};

/** A `.env` file in the working folder (or at DOTENV_CONFIG_PATH) fills in what the environment does not set. */
const environmentOfProcess = (): NodeJS.ProcessEnv => {
  dotenv.config({ path: process.env['DOTENV_CONFIG_PATH'] ?? '.env', quiet: true });
  return process.env;
};

/** Reads the environment; throws one ConfigError that lists every fault. */
export const readConfig = <S extends z.ZodObject>(
  service: string,
  schema: S,
  given: NodeJS.ProcessEnv = environmentOfProcess(),
): z.output<S> => {
  const environment = withFiles(given, Object.keys(schema.shape));
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const missing = issue.code === 'invalid_type' && environment[String(issue.path[0])] === undefined;
    return `  ${issue.path.join('.')} ${missing ? 'is required' : issue.message}`;
  });
  throw new ConfigError(
    `${service} cannot start, its environment is not right:\n${faults.join('\n')}\n` +
      `Set these in the environment or in ${service}/.env; ${service}/.env.example shows every variable.`,
  );
};

/** An environment variable that a service reads beside those of every service. */
export interface Variable {
  name: string;
  description: string | undefined;
  /** Undefined where there is none; `isRequired` says whether it may be absent then. */
  default: string | undefined;
  isRequired: boolean;
  /** Whether it belongs among the secrets of a deployment: its name ends in `_KEY`, `_SECRET` or `_PASSWORD`. */
  isSecret: boolean;
}

/** Returns what a deployment has to know of a variable. */
export function variableFrom([name, schema]: [string, z.core.$ZodType]): Variable {
  const { success, data: absent }: { success: boolean; data?: unknown } = z.safeParse(schema, undefined);
  return {
    name,
    description: z.globalRegistry.get(schema)?.description,
    default: typeof absent === 'string' || typeof absent === 'number' ? String(absent) : undefined,
    isRequired: !success,
    isSecret: /_(KEY|SECRET|PASSWORD)$/.test(name),
  };
}
