import type pg from 'pg';
import { Fault } from '../../fleet/src/fault';
import { openDatabaseOf, type ServiceName } from '../fleet-client';

/** Asks a service's database as the service's own role. Rejects when it does not answer. */
export const ask = async <R extends pg.QueryResultRow>(
  service: ServiceName,
  home: string,
  sql: string,
  values: unknown[] = [],
): Promise<R[]> => {
  const client = await openDatabaseOf(service, home);
  if (!client) throw new Fault(`no credentials of ${service}-db are in ${home}`);
  // a server that is killed would end this process
  client.on('error', () => {});
  try {
    return (await client.query<R>(sql, values)).rows;
  } finally {
    await client.end().catch(() => {});
  }
};
