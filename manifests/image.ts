import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Service } from '../service-kit/src/service';
import type { Values } from './fill';
import type { Fleet } from './values';

const root = path.join(__dirname, '..');

/** The built application, which the gateway serves; its source is a workspace like the others. */
const application = 'front-desk';

/** What differs between the images: only the services that print documents carry their compiler, fonts and templates. */
export function imageOf(service: Service, { services, identity, gateway }: Fleet): Values {
  if (service.name === gateway.name) {
    const isThere = workspaces().includes(application);
    return {
      manifests: workspaceManifests(),
      production: install([service]),
      sources: [
        'COPY fhir fhir',
        'RUN npx tsc -b fhir',
        ...(isThere ? [`COPY ${application} ${application}`, `RUN npm run bundle -w ${application}`] : []),
      ],
      modules: 'production',
      unprinted: [],
      packages: [
        ...copied('fhir'),
        ...(isThere ? [`COPY --from=build /app/${application}/dist /app/${application}/dist`] : []),
      ],
    };
  }
  if (service.name === identity.name) {
    return {
      manifests: workspaceManifests(),
      production: install([service]),
      sources: [],
      modules: 'production',
      unprinted: [],
      packages: [],
    };
  }
  const prints = service.variables.some((variable) => variable.name === 'PAPERS_DIR');
  return {
    manifests: workspaceManifests(),
    production: [
      ...install(services, ' \\'),
      '  # of the nine weights of each font two are used',
      '  && find node_modules/@expo-google-fonts -mindepth 2 -maxdepth 2 -type d ! -name 400Regular ! -name 700Bold -exec rm -r {} +',
    ],
    sources: ['COPY access access', 'COPY fhir fhir', 'COPY papers papers', 'RUN npx tsc -b access fhir papers'],
    modules: prints ? 'production' : 'unprinted',
    unprinted: prints
      ? []
      : [
          'FROM production AS unprinted',
          'RUN rm -r node_modules/@expo-google-fonts node_modules/@myriaddreamin node_modules/dejavu-fonts-ttf',
          '',
        ],
    packages: [...copied('access'), ...copied('fhir'), ...(prints ? papersOf(service.name) : [])],
  };
}

/** What the six services need has nothing of the provider of tokens in it. */
function install(services: Service[], more = ''): string[] {
  const workspaces = services.map(({ name }) => `--workspace=${name}`);
  return [
    'FROM manifests AS production',
    'RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \\',
    `  ${workspaces.join(' ')}${more}`,
  ];
}

function copied(folder: string): string[] {
  return [
    `COPY --from=build /app/${folder}/package.json /app/${folder}/package.json`,
    `COPY --from=build /app/${folder}/dist /app/${folder}/dist`,
  ];
}

function papersOf(name: string): string[] {
  return [
    'COPY --from=build /app/papers/package.json /app/papers/layout.typ /app/papers/',
    'COPY --from=build /app/papers/dist /app/papers/dist',
    `COPY --from=build /app/${name}/*.typ /app/${name}/`,
  ];
}

function workspaces(): string[] {
  return (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { workspaces: string[] }).workspaces;
}

function workspaceManifests(): string[] {
  return workspaces().map((folder) => `COPY ${folder}/package.json ${folder}/`);
}
