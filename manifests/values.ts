import type { Variable } from '../service-kit/src/config';
import { managementPortOf } from '../service-kit/src/management';
import type { Service } from '../service-kit/src/service';
import type { Values } from './fill';

export interface Fleet {
  services: Service[];
  /** The development issuer; production has another. */
  identity: Service;
  /** The one origin for people. */
  gateway: Service;
}

/** `patient` of patient-service: what its database and passwords are named by. */
export const ownsOf = (name: string) => name.replace(/-service$/, '');

/** What all templates may ask for, as Kubernetes has it. */
export function valuesOf(service: Service, { services, identity, gateway }: Fleet): Values {
  const { name, port, database, variables } = service;
  const isIssuer = name === identity.name;
  return {
    name,
    owns: ownsOf(name),
    OWNS: upper(name),
    port: String(port),
    managementPort: String(managementPortOf(port)),
    nodePort: String(port + 27_000),
    database: database.name,
    role: database.role,
    issuer: internalIssuer(identity),
    // it counts wrong passwords in its own memory
    replicas: isIssuer ? '1' : '2',
    replicasInWords: isIssuer ? 'one replica' : 'two replicas',
    component: isIssuer ? 'issuer' : 'service',
    access: isIssuer ? [`AUTH_ISSUER: ${internalIssuer(identity)}`] : [],
    configMaps: [...(isIssuer ? [] : ['issuer']), name].map((map) => `- configMapRef: { name: ${map} }`),
    upstreams: upstreamsOf(service, services),
    settings: variables
      .filter((variable) => !isKept(variable))
      .flatMap((variable) => [
        ...commentOf(variable),
        `${variable.name}: ${yamlOf(inKubernetes(variable, identity) ?? settingOf(variable))}`,
      ]),
    // nobody would miss who was signed in
    backup: name === gateway.name ? [] : backupOf(name),
    secrets: [
      ...(service.hasKey ? secretOf(name, 'AUTH_CLIENT_KEY', true) : []),
      ...variables
        .filter(isKept)
        .flatMap((variable) => [...commentOf(variable), ...secretOf(name, variable.name, isMadeByMakeEnv(variable))]),
    ],
    arrows: service.upstreams.flatMap((upstream) => [
      '- to:',
      `    - podSelector: { matchLabels: { app: ${upstream.service} } }`,
      '  ports:',
      `    - { port: ${find(services, upstream.service).port} }`,
    ]),
  };
}

/** The same, as Compose has it, where what is set comes from `.env`. */
export function composeValues(service: Service, fleet: Fleet): Values {
  const key = `AUTH_CLIENT_KEY: ${requiredInEnv(`${upper(service.name)}_CLIENT_KEY`)}`;
  return {
    ...valuesOf(service, fleet),
    access:
      service.name === fleet.identity.name
        ? [`AUTH_ISSUER: ${publicIssuer(fleet.identity)}`]
        : ['<<: *access', ...(service.hasKey ? [key] : [])],
    // the gateway says from where a request came
    proxies: fleet.services.includes(service) ? 'uniquelocal' : '',
    settings: service.variables.map((variable) => `${variable.name}: ${inEnv(variable)}`),
  };
}

/** The same, as the `.env.example` of one service has it. */
export function exampleValues(service: Service, { services, identity }: Fleet): Values {
  const upstreams = service.upstreams.map(
    ({ variable, service: upstream, isReferredTo }) =>
      `${isReferredTo ? '' : '#'}${variable}=http://localhost:${find(services, upstream).port}`,
  );
  const verifying = [
    '#AUTH_METADATA_URL=',
    '#AUTH_AUDIENCE=hospital',
    '# The claim that has the roles; a path such as realm_access.roles of Keycloak',
    '#AUTH_ROLES_CLAIM=roles',
  ];
  const calling = [
    '# By which it gets tokens to call others, and signs the end of its audit: a private key of P-256, PKCS#8 in base64; ./make-env.sh makes them',
    'AUTH_CLIENT_KEY=',
  ];
  return {
    access: [
      '# The issuer of tokens, as it names itself in them',
      `AUTH_ISSUER=${publicIssuer(identity)}`,
      ...(service.name === identity.name ? [] : verifying),
      ...(service.hasKey ? calling : []),
    ],
    upstreams: upstreams.length > 0 ? [...upstreams, '#UPSTREAM_TIMEOUT_MS=2000'] : [],
    settings: service.variables.flatMap((variable) => [
      ...commentOf(variable),
      `${variable.isRequired ? '' : '#'}${variable.name}=${variable.default ?? ''}`,
    ]),
  };
}

/** Where identity is in the network of the services. */
export const internalIssuer = ({ name, port }: Service) => `http://${name}:${port}`;

/** Where identity is on the machine that Compose runs on. */
export const publicIssuer = ({ port }: Service) => `http://127.0.0.1:${port}`;

function upstreamsOf(service: Service, all: Service[]): string[] {
  return service.upstreams.map(
    ({ variable, service: upstream }) => `${variable}: http://${upstream}:${find(all, upstream).port}`,
  );
}

function find(all: Service[], name: string): Service {
  const found = all.find((service) => service.name === name);
  if (!found) throw new Error(`${name} is called, and is no workspace of package.json`);
  return found;
}

const upper = (name: string) => ownsOf(name).toUpperCase().replaceAll('-', '_');

/** Public, and made with the private ones all the same. */
const publicKeys = 'SERVICE_PUBLIC_KEYS';
const isMadeByMakeEnv = ({ name, isRequired }: Variable) => isRequired || name === publicKeys;
/** Whether it stands in the Secret of Kubernetes. */
const isKept = ({ name, isSecret }: Variable) => isSecret || name === publicKeys;

function secretOf(secret: string, key: string, isRequired: boolean): string[] {
  const optional = isRequired ? '' : ', optional: true';
  return [`- name: ${key}`, '  valueFrom:', `    secretKeyRef: { name: ${secret}, key: ${key}${optional} }`];
}

function inEnv(variable: Variable): string {
  if (isMadeByMakeEnv(variable)) return requiredInEnv(variable.name);
  return saidIn(variable) ?? `\${${variable.name}:-${variable.default ?? ''}}`;
}

const requiredInEnv = (name: string) => `\${${name}:?is missing; run ./make-env.sh first}`;

const settingOf = (variable: Variable) => saidIn(variable) ?? variable.default ?? '';

/** Images run with NODE_ENV=production, where identity starts by these words alone; Compose and k8s/ are there to try things. */
function saidIn({ name }: Variable): string | undefined {
  return name === 'IDENTITY_IN_PRODUCTION' ? 'i-know-that-this-is-no-production-issuer' : undefined;
}

/** A browser does not know the names of the cluster; by `kubectl port-forward` it finds the issuer here. */
function inKubernetes({ name }: Variable, identity: Service): string | undefined {
  return name === 'ISSUER_BROWSER_URL' ? `http://localhost:${identity.port}` : undefined;
}

function backupOf(name: string): string[] {
  const cluster = `${ownsOf(name)}-postgres`;
  return [
    '---',
    'apiVersion: postgresql.cnpg.io/v1',
    'kind: ScheduledBackup',
    'metadata:',
    `  name: ${cluster}`,
    'spec:',
    `  cluster: { name: ${cluster} }`,
  ];
}

const commentOf = ({ description }: Variable) => (description === undefined ? [] : [`# ${description}`]);

/** A scalar of a ConfigMap, which takes strings only. */
const yamlOf = (text: string) => (/^[A-Za-z][\w-]*$/.test(text) ? text : `'${text}'`);
