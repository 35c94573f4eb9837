import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import type pg from 'pg';
import { Fault } from '../fault';
import { services, type ServiceUnit } from '../topology';
import { throughCompose, throughKubernetes } from './containers';

/** How the databases of a deployment are reached. */
export interface WayIn {
  /** For connections to the service's own database, as its own role. */
  configOf(service: ServiceUnit): Promise<pg.ClientConfig>;
  /** What to do when a database does not answer. */
  hint: string;
  /** How the services are taken off their databases. */
  stop: string;
  start: string;
  /** Of a local fleet, which is told to stop and start its services. */
  home?: string;
}

const localFleet = (home: string): WayIn => ({
  configOf: async ({ name }) => {
    const file = path.join(home, 'env', `${name}.env`);
    let env: NodeJS.Dict<string>;
    try {
      env = parseEnv(readFileSync(file, 'utf8'));
    } catch {
      throw new Fault(`There is no ${file}. Start the fleet first (npm start), or name its folder with --home.`);
    }
    const { DB_HOST: host, DB_PORT, DB_NAME: database, DB_USER: user, DB_PASSWORD: password } = env;
    return { host, port: Number(DB_PORT), database, user, password };
  },
  hint: 'Is the fleet running? Start it with: npm start',
  stop: 'npm run fleet -- stop <service>',
  start: 'npm run fleet -- start <service>',
  home,
});

const variableOf = ({ name }: ServiceUnit) => `${name.replace('-service', '').toUpperCase()}_DATABASE_URL`;

const byAddresses = (env: NodeJS.Dict<string>): WayIn => {
  const missing = services.map(variableOf).filter((variable) => !env[variable]);
  if (missing.length > 0)
    throw new Fault(`Set the addresses of all databases, or none; there is no ${missing.join(', ')}.`);
  return {
    configOf: async (service) => ({ connectionString: env[variableOf(service)] }),
    hint: 'Does the address in its *_DATABASE_URL lead to it?',
    stop: 'stop them where they run',
    start: 'start them where they run',
  };
};

/** @param through `compose`, `kubernetes`, or undefined: the addresses in the environment, or else the fleet of `home` */
export const wayIn = (through: string | undefined, home: string, env: NodeJS.Dict<string>): WayIn => {
  if (through === 'compose') return throughCompose();
  if (through === 'kubernetes') return throughKubernetes();
  if (through !== undefined) throw new Fault('--through takes compose or kubernetes');
  return services.some((service) => env[variableOf(service)]) ? byAddresses(env) : localFleet(home);
};
