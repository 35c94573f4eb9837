// Writes the OpenAPI document of each service, as <folder>/<service>.json.
//   npm run openapi -- [folder]     openapi/documents, unless another is named
// Each built service runs for a moment on a free port. It needs no database for this, and asks nobody anything.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { services, type ServiceUnit } from '../fleet/src/topology';

const root = path.join(__dirname, '..');

async function main(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const ports = await freePorts(services.length);
  await Promise.all(
    services.map(async (service, i) => {
      writeFileSync(path.join(folder, `${service.name}.json`), await documentOf(service, ports[i] ?? 0));
    }),
  );
  console.log(`${services.length} OpenAPI documents written to ${path.relative(process.cwd(), folder) || '.'}`);
}

async function documentOf({ name, neighbours }: ServiceUnit, port: number): Promise<string> {
  const nowhere = 'http://127.0.0.1:1';
  const urls = Object.fromEntries(Object.keys(neighbours).map((variable) => [variable, nowhere]));
  const database = { DB_HOST: '127.0.0.1', DB_PORT: '1', DB_USER: 'nobody', DB_PASSWORD: 'none' };
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: path.join(root, name),
    env: {
      ...{ PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'fatal', ...database, ...urls },
      // not what a developer keeps in .env
      DOTENV_CONFIG_PATH: path.join(root, 'no.env'),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
      const response = await fetch(`http://127.0.0.1:${port}/openapi.json`).catch(() => undefined);
      if (response?.ok) return `${JSON.stringify(await response.json(), null, 2)}\n`;
      await pause(100);
    }
    throw new Error(`${name} did not start; is it built? npm run build`);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** Finds them together, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer());
  await Promise.all(probes.map((probe) => new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))));
  const ports = probes.map((probe) => {
    const address = probe.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}

main(path.resolve(process.argv[2] ?? path.join(__dirname, 'documents'))).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
