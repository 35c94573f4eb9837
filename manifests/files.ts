import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Service, Variable } from '../service-kit/src/service';
import { fill, type Values } from './fill';

const root = path.join(__dirname, '..');

/** The files that deploy the services, by path from the root of the project, as their definitions and the templates say. */
export function manifestFiles(services: Service[]): Map<string, string> {
  const files = new Map<string, string>();
  const of = new Map(services.map((service) => [service.name, valuesOf(service, services)]));
  const fillAll = (file: string) => [...of.values()].map((values) => fill(template(file), values));

  for (const [name, values] of of) {
    const owns = ownsOf(name);
    files.set(`${name}/Dockerfile`, fill(template('Dockerfile'), { ...values, ...imageOf(find(services, name)) }));
    files.set(`${name}/.env.example`, fill(template('env.example'), { ...values, ...exampleOf(name, services) }));
    files.set(`k8s/${name}.yaml`, fill(template('kubernetes-service.yaml'), values));
    files.set(`k8s/${owns}-db.yaml`, fill(template('kubernetes-database.yaml'), values));
    files.set(`k8s/overlays/production/${owns}.yaml`, fill(template('kubernetes-production.yaml'), values));
  }
  files.set(
    'docker-compose.yml',
    fill(template('compose.yml'), {
      services: services.flatMap((service) => ['', ...composeOf(service, services)]).slice(1),
      volumes: services.map(({ name }) => `${ownsOf(name)}-data:`),
    }),
  );
  const policies = [template('kubernetes-policies-of-all.yaml'), ...fillAll('kubernetes-policies.yaml')].join('---\n');
  files.set('k8s/network-policies.yaml', policies);
  files.set(
    'k8s/secrets.yaml',
    template('kubernetes-secrets-head.yaml') + fillAll('kubernetes-secrets.yaml').join('---\n'),
  );
  files.set(
    'k8s/db-init.yaml',
    fill(template('kubernetes-db-init.yaml'), { script: lines('db-init/create-service-role.sh') }),
  );
  // a copy, because kustomize reads nothing outside of its own folder, and k8s/ has to stay a plain list for kubectl apply -f
  const base = [...services.map(({ name }) => files.get(`k8s/${name}.yaml`)), policies].map((text) => `---\n${text}`);
  files.set(
    'k8s/overlays/base/services.yaml',
    `# Written by npm run manifests: what overlays build on.\n${base.join('')}`,
  );
  return files;
}

const template = (file: string) => readFileSync(path.join(__dirname, 'templates', file), 'utf8');
const lines = (file: string) => readFileSync(path.join(root, file), 'utf8').trimEnd().split('\n');
const ownsOf = (name: string) => name.replace(/-service$/, '');

function valuesOf(service: Service, all: Service[]): Values {
  const { name, port, database, variables } = service;
  return {
    name,
    owns: ownsOf(name),
    OWNS: ownsOf(name).toUpperCase(),
    port: String(port),
    nodePort: String(port + 27_000),
    database: database.name,
    role: database.role,
    upstreams: service.upstreams.map(
      ({ variable, service: upstream }) => `${variable}: http://${upstream}:${find(all, upstream).port}`,
    ),
    settings: variables
      .filter(({ isSecret }) => !isSecret)
      .flatMap((variable) => [...commentOf(variable), `${variable.name}: ${yamlOf(variable.default ?? '')}`]),
    secrets: variables
      .filter(({ isSecret }) => isSecret)
      .flatMap((variable) => [
        ...commentOf(variable),
        `- name: ${variable.name}`,
        '  valueFrom:',
        `    secretKeyRef: { name: ${name}, key: ${variable.name}, optional: true }`,
      ]),
    arrows: service.upstreams.flatMap((upstream) => [
      '- to:',
      `    - podSelector: { matchLabels: { app: ${upstream.service} } }`,
      '  ports:',
      `    - { port: ${find(all, upstream.service).port} }`,
    ]),
  };
}

function composeOf(service: Service, all: Service[]): string[] {
  const settings = service.variables.map(
    (variable) => `${variable.name}: \${${variable.name}:-${variable.default ?? ''}}`,
  );
  const filled = fill(template('compose-service.yml'), { ...valuesOf(service, all), settings });
  return filled.trimEnd().split('\n');
}

function exampleOf(name: string, all: Service[]): Values {
  const service = find(all, name);
  const upstreams = service.upstreams.map(
    ({ variable, service: upstream, isReferredTo }) =>
      `${isReferredTo ? '' : '#'}${variable}=http://localhost:${find(all, upstream).port}`,
  );
  return {
    upstreams: upstreams.length > 0 ? [...upstreams, '#UPSTREAM_TIMEOUT_MS=2000'] : [],
    settings: service.variables.flatMap((variable) => [
      ...commentOf(variable),
      `#${variable.name}=${variable.default ?? ''}`,
    ]),
  };
}

function find(all: Service[], name: string): Service {
  const found = all.find((service) => service.name === name);
  if (!found) throw new Error(`${name} is called, and is no workspace of package.json`);
  return found;
}

/** Only the services that print documents carry their compiler, fonts and templates. */
function imageOf({ name, variables }: Service): Values {
  const prints = variables.some((variable) => variable.name === 'PAPERS_DIR');
  return {
    manifests: workspaceManifests(),
    modules: prints ? 'production' : 'unprinted',
    unprinted: prints
      ? []
      : [
          'FROM production AS unprinted',
          'RUN rm -r node_modules/@expo-google-fonts node_modules/@myriaddreamin node_modules/dejavu-fonts-ttf',
          '',
        ],
    papers: prints
      ? [
          'COPY --from=build /app/papers/package.json /app/papers/layout.typ /app/papers/',
          'COPY --from=build /app/papers/dist /app/papers/dist',
          `COPY --from=build /app/${name}/*.typ /app/${name}/`,
        ]
      : [],
  };
}

function workspaceManifests(): string[] {
  const { workspaces } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
  return workspaces.map((folder) => `COPY ${folder}/package.json ${folder}/`);
}

const commentOf = ({ description }: Variable) => (description === undefined ? [] : [`# ${description}`]);

/** A scalar of a ConfigMap, which takes strings only. */
const yamlOf = (text: string) => (/^[A-Za-z][\w-]*$/.test(text) ? text : `'${text}'`);
