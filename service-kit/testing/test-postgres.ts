import path from 'node:path';
import { openHome, projectRoot } from '../../fleet/src/home';
import type { PostgresServer } from '../../fleet/src/postgres-server';
import type { DatabaseSettings } from '../src/postgres';

/** How test files reach the PostgreSQL server that the whole run shares. */
export interface TestPostgres {
  port: number;
  superuserPassword: string;
  role: string;
  rolePassword: string;
}

export const setTestPostgres = (server: TestPostgres): void => {
  process.env['HMS_TEST_POSTGRES'] = JSON.stringify(server);
};

export const getTestPostgres = (): TestPostgres => JSON.parse(process.env['HMS_TEST_POSTGRES'] ?? '') as TestPostgres;

/** The migrated database that a test's own is cloned from. */
export const templateOf = (service: string): string => `template_${service.replaceAll('-', '_')}`;

export const settingsFor = (database: string): DatabaseSettings => {
  const { port, role, rolePassword } = getTestPostgres();
  return {
    host: '127.0.0.1',
    port,
    database,
    user: role,
    password: rolePassword,
    poolSize: 10,
    statementTimeoutMs: 5000,
  };
};

/** Its data are thrown away, so it need not wait for a disk. */
export const testServer = (port: number): PostgresServer => {
  const home = openHome(path.join(projectRoot, '.fleet/test'), ['test-db', 'test-role']);
  return {
    name: 'test-db',
    folder: path.join(home.data, 'test-db'),
    port,
    password: home.passwords['test-db'] ?? '',
    logFile: path.join(home.logs, 'test-db.log'),
    binaries: home.binaries,
    user: home.user,
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'],
  };
};
