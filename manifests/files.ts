import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Service } from '../service-kit/src/service';
import { collectionsOf } from './collections';
import { fill } from './fill';
import { imageOf } from './image';
import { keycloakRealm } from './keycloak-realm';
import { filesWithLists } from './lists';
import { composeValues, exampleValues, internalIssuer, ownsOf, publicIssuer, valuesOf, type Fleet } from './values';

const root = path.join(__dirname, '..');

/** The files that deploy the services, identity and the gateway, by path from the root of the project, as their definitions and the templates say. */
export function manifestFiles(services: Service[], identity: Service, gateway: Service): Map<string, string> {
  const files = new Map<string, string>();
  const fleet: Fleet = { services, identity, gateway };
  const inProduction = [...services, gateway];
  const everything = [...inProduction, identity];

  for (const service of everything) {
    const { name } = service;
    const values = valuesOf(service, fleet);
    files.set(`${name}/Dockerfile`, fill(template('Dockerfile'), { ...values, ...imageOf(service, fleet) }));
    files.set(`${name}/.env.example`, fill(template('env.example'), { ...values, ...exampleValues(service, fleet) }));
    files.set(`k8s/${name}.yaml`, fill(template('kubernetes-service.yaml'), values));
    files.set(`k8s/${ownsOf(name)}-db.yaml`, fill(template('kubernetes-database.yaml'), values));
  }
  for (const service of inProduction) {
    const text = fill(template('kubernetes-production.yaml'), valuesOf(service, fleet));
    files.set(`k8s/overlays/production/${ownsOf(service.name)}.yaml`, text);
  }
  files.set(
    'docker-compose.yml',
    fill(template('compose.yml'), {
      issuer: internalIssuer(identity),
      publicIssuer: publicIssuer(identity),
      services: everything.flatMap((service) => ['', ...composeOf(service, fleet)]).slice(1),
      volumes: everything.map(({ name }) => `${ownsOf(name)}-data:`),
    }),
  );
  files.set('k8s/network-policies.yaml', policiesOf(everything, fleet));
  files.set('k8s/issuer.yaml', fill(template('kubernetes-issuer.yaml'), valuesOf(identity, fleet)));
  files.set(
    'k8s/db-init.yaml',
    fill(template('kubernetes-db-init.yaml'), { script: lines('db-init/create-service-role.sh') }),
  );
  // a copy, because kustomize reads nothing outside of its own folder, and k8s/ has to stay a plain list for kubectl apply -f
  const base = [...inProduction.map(({ name }) => files.get(`k8s/${name}.yaml`)), policiesOf(inProduction, fleet)];
  files.set(
    'k8s/overlays/base/services.yaml',
    `# Written by npm run manifests: what overlays build on.\n${base.map((text) => `---\n${text}`).join('')}`,
  );
  files.set('k8s/overlays/production/keycloak-realm.json', keycloakRealm(services, gateway));
  files.set('gateway/src/collections.ts', collectionsOf(services));
  for (const [file, text] of filesWithLists(services, inProduction, everything, read)) files.set(file, text);
  return files;
}

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const template = (file: string) => readFileSync(path.join(__dirname, 'templates', file), 'utf8');
const lines = (file: string) => read(file).trimEnd().split('\n');

function composeOf(service: Service, fleet: Fleet): string[] {
  return fill(template('compose-service.yml'), composeValues(service, fleet)).trimEnd().split('\n');
}

function policiesOf(deployed: Service[], fleet: Fleet): string {
  const each = deployed.map((service) => fill(template('kubernetes-policies.yaml'), valuesOf(service, fleet)));
  return [template('kubernetes-policies-of-all.yaml'), ...each].join('---\n');
}
