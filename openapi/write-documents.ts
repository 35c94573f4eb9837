// Writes the OpenAPI document of each service, as <folder>/<service>.json.
//   npm run openapi -- [folder]     openapi/documents, unless another is named
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadServices } from '../fleet/src/topology';
import { createLogger } from '../service-kit/src/logger';
import type { Service } from '../service-kit/src/service';

async function main(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const services = loadServices();
  for (const service of services) {
    writeFileSync(path.join(folder, `${service.name}.json`), `${JSON.stringify(await documentOf(service), null, 2)}\n`);
  }
  console.log(`${services.length} OpenAPI documents written to ${path.relative(process.cwd(), folder) || '.'}`);
}

/** The service is put together for this, and not started: it asks nobody anything. */
async function documentOf(service: Service): Promise<unknown> {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const environment: NodeJS.ProcessEnv = {
    DB_HOST: '127.0.0.1',
    DB_USER: 'nobody',
    DB_PASSWORD: 'none',
    AUTH_ISSUER: 'http://127.0.0.1:1',
    AUTH_CLIENT_KEY: privateKey,
  };
  for (const { variable } of service.upstreams) environment[variable] = 'http://127.0.0.1:1';
  const settings = service.readSettings(environment);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const { document, db, audit } = service.build(settings, createLogger(service.name, 'fatal'), lifecycle);
  await Promise.all([audit?.close(), db.close()]);
  return document();
}

main(path.resolve(process.argv[2] ?? path.join(__dirname, 'documents'))).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
