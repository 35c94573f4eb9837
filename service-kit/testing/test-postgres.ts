import type { DatabaseSettings } from '../src/database-connection';

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
    statementTimeoutMs: 30_000,
  };
};
