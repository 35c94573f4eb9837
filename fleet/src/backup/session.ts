import pg from 'pg';
import { Fault, messageOf } from '../fault';
import { services, type ServiceUnit } from '../topology';
import type { WayIn } from './way-in';

/** What COPY writes is read the same everywhere, and no limit of the role ends it. */
const settings = `set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set timezone = 'UTC'; set extra_float_digits = 3;
  set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0`;

export const openSession = async (way: WayIn, service: ServiceUnit): Promise<pg.Client> => {
  const client = new pg.Client({
    ...(await way.configOf(service)),
    connectionTimeoutMillis: 30_000,
    application_name: 'backup',
  });
  // the statement under way fails as well, and says so
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(settings);
    return client;
  } catch (error) {
    throw new Fault(`${service.database.server} does not answer: ${messageOf(error)}. ${way.hint}`);
  }
};

/** One for each service, by its name. */
export type Sessions = Map<string, pg.Client>;

export const sessionOf = (sessions: Sessions, { name }: { name: string }): pg.Client => {
  const session = sessions.get(name);
  if (!session) throw new Error(`there is no session for ${name}`);
  return session;
};

/** Opens a session on each database for as long as `work` takes; what is not committed by then is rolled back. */
export const withSessions = async <T>(way: WayIn, work: (sessions: Sessions) => Promise<T>): Promise<T> => {
  const sessions: Sessions = new Map();
  const open = async (service: ServiceUnit) => sessions.set(service.name, await openSession(way, service));
  try {
    const opened = await Promise.allSettled(services.map(open));
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
    return await work(sessions);
  } finally {
    await Promise.all([...sessions.values()].map((session) => session.end()));
  }
};
