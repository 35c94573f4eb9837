import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Logger } from '../src/logger';
import { openDatabase, type ConstraintProblems, type Database } from '../src/database';
import type { DatabaseSettings } from '../src/database-connection';
import { atEnd } from './cleanup';
import { getTestPostgres, settingsFor, templateOf } from './test-postgres';

const asSuperuser = async (statement: string): Promise<void> => {
  const { port, superuserPassword } = getTestPostgres();
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: superuserPassword,
    database: 'postgres',
  });
  await client.connect();
  await client.query(statement);
  await client.end();
};

/** A database of its own, cloned from the service's migrated template, or empty; dropped at the end of the test file. */
export const createTestDatabase = async (
  service: string,
  from: 'template' | 'empty' = 'template',
): Promise<DatabaseSettings> => {
  const name = `t_${service.replaceAll('-', '_')}_${randomBytes(6).toString('hex')}`;
  const template = from === 'template' ? `template ${templateOf(service)}` : '';
  await asSuperuser(`create database ${name} owner ${getTestPostgres().role} ${template}`);
  atEnd(() => asSuperuser(`drop database ${name} with (force)`));
  return settingsFor(name);
};

/** Such a database, opened; closed at the end of the test file. */
export const openTestDatabase = async (
  service: string,
  log: Logger,
  problems?: ConstraintProblems,
): Promise<Database> => {
  const db = openDatabase(await createTestDatabase(service), log, problems);
  atEnd(() => db.close());
  return db;
};
