import type { Service } from '../service-kit/src/service';
import { ownsOf } from './values';

/** Postman's environments, and where the services are in each. */
const inPostman = [
  { file: 'postman/local.postman_environment.json', urlAt: (port: number) => `http://localhost:${port}` },
  { file: 'postman/compose.postman_environment.json', urlAt: (port: number) => `http://localhost:${port}` },
  {
    file: 'postman/minikube.postman_environment.json',
    urlAt: (port: number) => `http://{{minikubeIp}}:${port + 27_000}`,
  },
];

/** What only other services ask, or people, who come by the gateway. */
export const notForPrograms = [
  'availability',
  'break-glass',
  'deposits',
  'discount-requests',
  'ledger',
  'restrictions',
];

/**
 * The lists of services in files that are written by hand otherwise, by path from the root of the project.
 * @param read what a file has now
 */
export function filesWithLists(
  services: Service[],
  inProduction: Service[],
  everything: Service[],
  read: (file: string) => string,
): Map<string, string> {
  const production = 'k8s/overlays/production/kustomization.yaml';
  const sorted = [...inProduction].sort((a, b) => a.name.localeCompare(b.name));
  const now = read(production);
  // whoever deploys has put a registry and a version of their own there
  const [, registry = '', tag = ''] = /newName: (\S+)\/[\w-]+, newTag: (\S+) \}/.exec(now) ?? [];
  const kustomization = [
    { before: /^ {2}- network-policies\.yaml$/, own: sorted.map(({ name }) => `  - ${ownsOf(name)}.yaml`) },
    {
      before: /^images:$/,
      own: sorted.map(({ name }) => `  - { name: ${name}, newName: ${registry}/${name}, newTag: ${tag} }`),
    },
    {
      before: /^ {2}- \{ name: backups, envs:/,
      own: sorted.map(
        ({ name }) => `  - { name: ${name}, type: kubernetes.io/basic-auth, envs: [secrets/${name}.env] }`,
      ),
    },
  ].reduce((text, { before, own }) => withList(text, before, /^ {2}- /, own), now);

  const paths = services.flatMap(({ name, collections }) =>
    collections
      .filter((record) => !notForPrograms.includes(record))
      .flatMap((record) => [
        `          - path: /${record}`,
        '            pathType: Prefix',
        `            backend: { service: { name: ${name}, port: { name: http } } }`,
      ]),
  );
  const ingress = 'k8s/overlays/production/ingress.yaml';

  const references = services.map(({ name }) => `    { "path": "${name}" },`);
  return new Map([
    [production, kustomization],
    // what they begin with is a host, which whoever deploys has changed; the gateway's path is the last
    [ingress, withList(read(ingress), /^ {8}paths:$/, /^ {10}(- path| {2}pathType| {2}backend):/, paths)],
    ['tsconfig.json', withList(read('tsconfig.json'), /"path": "fhir"/, /"path": "[\w-]+-service"/, references)],
    ...inPostman.map(({ file, urlAt }) => [file, withAddresses(read(file), everything, urlAt)] as const),
  ]);
}

/** Puts `own` in place of the lines that follow the first line like `before` and are like `old`. */
function withList(text: string, before: RegExp, old: RegExp, own: string[]): string {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => before.test(line)) + 1;
  if (from === 0) throw new Error(`There is no line like ${before.source}, after which a list of services stands.`);
  const length = lines.slice(from).findIndex((line) => !old.test(line));
  return lines.toSpliced(from, length, ...own).join('\n');
}

interface Environment {
  values: { key: string; value: string; type: string; enabled: boolean }[];
}

function withAddresses(text: string, everything: Service[], urlAt: (port: number) => string): string {
  const environment = JSON.parse(text) as Environment;
  const isAddress = ({ key }: { key: string }) => key.endsWith('Url');
  const from = environment.values.findIndex(isAddress);
  const others = environment.values.filter((value) => !isAddress(value));
  const addresses = everything.map(({ name, port }) => {
    return { key: `${ownsOf(name)}Url`, value: urlAt(port), type: 'default', enabled: true };
  });
  const values = others.toSpliced(from, 0, ...addresses);
  return `${JSON.stringify({ ...environment, values }, null, 2)}\n`;
}
