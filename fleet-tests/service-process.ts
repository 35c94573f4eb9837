import { spawn } from 'node:child_process';
import path from 'node:path';
import type { DatabaseSettings } from '@hms/service-kit/database-connection';
import { accessVariables } from '@hms/service-kit/testing/service';

/** Starts a service as it is deployed, as a process of its own, on this database. `ended` gives its exit code, null after a signal. */
export function startProcess(
  name: string,
  port: number,
  { database, user, password, port: databasePort }: DatabaseSettings,
  environment: Record<string, string>,
) {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: path.resolve(__dirname, '..', name),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: String(port),
      DB_HOST: '127.0.0.1',
      DB_PORT: String(databasePort),
      DB_NAME: database,
      DB_USER: user,
      DB_PASSWORD: password,
      ...accessVariables(),
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, output: () => output, url: `http://127.0.0.1:${port}` };
}
