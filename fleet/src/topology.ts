import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { managementPortOf } from '@hms/service-kit/management';
import type { Service } from '@hms/service-kit/service';
import { Fault } from './fault';
import { projectRoot } from './home';

export interface ServiceUnit {
  /** Folder, process and image, such as `patient-service`. */
  name: string;
  port: number;
  /** Where it shows its metrics, to this machine alone. */
  managementPort: number;
  database: { server: string; port: number; name: string; role: string };
  /** The folders of `db-init/` that its schema has in common with some other services. */
  sharedSchema: string[];
  /** The services that it calls, each with the environment variable that holds the address. */
  upstreams: Service['upstreams'];
  /** Whether it has a key of its own. */
  hasKey: boolean;
}

/** Of the services, from which the ports of their databases are counted too. */
const firstPort = 3000;
const firstDatabasePort = 15430;

/** The services: every workspace of the project whose name ends in `-service`, as it defines itself in `src/service.ts`. */
export const services: ServiceUnit[] = loadServices().map(unitOf);

/** The development issuer of tokens, and the one origin for people; they start beside them. */
const identity: ServiceUnit = unitOf(loadIdentity());
const gateway: ServiceUnit = unitOf(loadGateway());

/** The most that ports are moved up by: what is above 32767, Linux may give to an outgoing connection of any program at any moment. */
export const largestPortOffset = 11_000;

/** All ports moved up, so that a second fleet can run beside the first. */
export const withPortOffset = (offset: number): ServiceUnit[] => services.map((service) => moved(service, offset));

/** The issuer, moved up alike. */
export const identityAt = (offset: number): ServiceUnit => moved(identity, offset);

/** The gateway, moved up alike. */
export const gatewayAt = (offset: number): ServiceUnit => moved(gateway, offset);

/** Where people open the gateway of a fleet. */
export const gatewayUrl = ({ port }: ServiceUnit): string => `http://localhost:${port}`;

/** Where the issuer of a fleet is, and what its tokens have as `iss`. */
export const issuerUrl = ({ port }: ServiceUnit): string => `http://127.0.0.1:${port}`;

/** The services as they define themselves. */
export function loadServices(): Service[] {
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { workspaces: string[] };
  return manifest.workspaces.filter((folder) => folder.endsWith('-service')).map(loadService);
}

/** The development issuer as it defines itself. */
export function loadIdentity(): Service {
  return loadService('identity');
}

/** The gateway as it defines itself. */
export function loadGateway(): Service {
  return loadService('gateway');
}

function loadService(folder: string): Service {
  const file = path.join(projectRoot, folder, 'dist/service.js');
  if (!existsSync(file)) throw new Fault(`${folder} is not built. Build it: npm run build`);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which ones there are is known only now
  return (require(file) as { service: Service }).service;
}

function moved(unit: ServiceUnit, offset: number): ServiceUnit {
  return {
    ...unit,
    port: unit.port + offset,
    managementPort: unit.managementPort + offset,
    database: { ...unit.database, port: unit.database.port + offset },
  };
}

function unitOf({ name, port, database, upstreams, hasKey }: Service): ServiceUnit {
  return {
    name,
    port,
    managementPort: managementPortOf(port),
    database: {
      server: `${name.replace(/-service$/, '')}-db`,
      port: port - firstPort + firstDatabasePort,
      name: database.name,
      role: database.role,
    },
    sharedSchema: database.sharedSchema,
    upstreams,
    hasKey,
  };
}
