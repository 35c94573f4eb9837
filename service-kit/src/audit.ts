import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, SignJWT, type JWK } from 'jose';
import pg from 'pg';
import { openDatabase, type Database } from './database';
import type { DatabaseSettings } from './database-connection';
import type { Logger } from './logger';
import { outsideRequest, type AtCommit } from './request-context';

/** What was done, by whom, and with whose data; no values of fields. As `GET /audit` shows it. */
export interface AuditEvent {
  /** When, as an instant in UTC. */
  at: string;
  /** The operation's id, or the job's name. */
  operation: string;
  /** The same in words, such as "Read a bill". */
  did: string;
  outcome: 'shown' | 'changed' | 'refused' | 'nothing-shown';
  /** Of the response; null where a job did it. */
  status: number | null;
  /** The person behind it: `iss`, `sub`, the name at that time, and the roles. */
  issuer: string;
  subject: string;
  name?: string | undefined;
  roles: string[];
  /** The client that the token was given to. */
  client?: string | undefined;
  /** The service or job that did it for the person. */
  through?: string | undefined;
  /** The path of the request, whose ids say which record. */
  path?: string | undefined;
  /** Where the connection came from. */
  address?: string | undefined;
  /** Why the glass was broken, where it was. */
  reason?: string | undefined;
  requestId?: string | undefined;
  traceId: string;
  patientIds: string[];
}

/** The last row of the chain: its number from 1, and its hash in hex. */
interface ChainEnd {
  position: number;
  hash: string;
}

/** The end of the chain at a time, with the same as a JWS, and the public key to verify it by. */
interface AuditHead extends ChainEnd {
  service: string;
  at: string;
  signed: string;
  key: JWK;
}

export interface AuditSettings {
  service: string;
  /** The private key of the service (P-256), by which heads are signed. */
  key: KeyObject;
  /** How long events are kept. */
  keepYears: number;
}

export interface Audit {
  /** Resolves once the event is committed. Throws a 503 problem where it cannot be. */
  record(event: AuditEvent): Promise<void>;
  /** Takes what writes have left into the chain, and returns its end. Throws a 503 problem where the database does not respond. */
  catchUp(): Promise<ChainEnd>;
  /** Has that done soon. */
  catchUpSoon(): void;
  /** Returns the end of the chain, signed. */
  head(): Promise<AuditHead>;
  /** Once an hour: logs the head, so that it is kept elsewhere; makes room for the next month; removes the months that are too old. */
  keepHouse(): Promise<void>;
  close(): Promise<void>;
}

/** So many events are committed together; each costs PostgreSQL some 30 µs while the chain is locked. */
const mostTogether = 200;
/** So long an event of a write waits for its place in the chain where no read takes it along. */
const catchUpMs = 200;

interface Waiting {
  event: AuditEvent;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Opens the chain of this service's events. What is recorded while a batch is being committed goes with the next one, so that a
 * read waits for one commit and shares its cost. It has a connection of its own, for which no request queues.
 */
export function openAudit(database: DatabaseSettings, { service, key, keepYears }: AuditSettings, log: Logger): Audit {
  const db: Database = openDatabase({ ...database, poolSize: 1 }, log);
  const queue: Waiting[] = [];
  let committing = false;
  let soon: NodeJS.Timeout | undefined;

  async function commitAll(): Promise<void> {
    if (committing) return;
    committing = true;
    // gathers what the same turn of the event loop brings
    await new Promise(setImmediate);
    while (queue.length > 0) await commitBatch(queue.splice(0, mostTogether));
    committing = false;
  }

  async function commitBatch(batch: Waiting[]): Promise<void> {
    try {
      await write(
        db,
        batch.map(({ event }) => event),
      );
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function catchUp(): Promise<ChainEnd> {
    for (;;) {
      const { more, ...end } = await outsideRequest(() => write(db, []));
      if (!more) return end;
    }
  }

  async function head(): Promise<AuditHead> {
    const end = await catchUp();
    const said = { service, ...end, at: new Date().toISOString() };
    const jwk = await exportJWK(createPublicKey(key));
    const kid = await calculateJwkThumbprint(jwk);
    const signed = await new SignJWT(said).setProtectedHeader({ alg: 'ES256', typ: 'audit-head+jwt', kid }).sign(key);
    return { ...said, signed, key: { ...jwk, kid } };
  }

  return {
    head,
    keepHouse: async () => {
      const { position, hash, signed } = await head();
      log.info({ position, hash, signed }, 'the audit ends here');
      await db.query(`select ensure_audit_month(now() + interval '1 month')`);
      const [row] = await db.query<{ months: number }>('select retire_audit($1) as months', [keepYears]);
      if (row && row.months > 0) log.info({ months: row.months, keepYears }, 'months of the audit were removed');
    },
    record: (event) =>
      new Promise((resolve, reject) => {
        queue.push({ event, resolve, reject });
        if (!committing) void outsideRequest(commitAll);
      }),
    catchUp,
    catchUpSoon: () => {
      soon ??= setTimeout(() => {
        soon = undefined;
        catchUp().catch((error: unknown) => log.warn({ err: error }, 'audit events still wait for the chain'));
      }, catchUpMs).unref();
    },
    close: async () => {
      // what waits is taken up by the next process
      clearTimeout(soon);
      await db.close();
    },
  };
}

async function write(db: Database, events: AuditEvent[]): Promise<ChainEnd & { more: boolean }> {
  const [end] = await db.query<{ position: bigint; hash: string; more: boolean }>(
    `select "position", encode(hash, 'hex') as hash, more from record_audit($1::jsonb)`,
    [JSON.stringify(events.map(({ patientIds, ...event }) => ({ patientIds: arrayOf(patientIds), event })))],
  );
  if (!end) throw new Error('record_audit returned no row');
  return { ...end, position: Number(end.position) };
}

/**
 * Returns what leaves an event with a transaction, for the next batch to take into the chain.
 * @param owner a query that gives the patient, where the event does not know
 */
export function waitingStatement({ patientIds, ...event }: AuditEvent, owner?: string): AtCommit {
  const ids = owner ? `array(${owner})` : `${pg.escapeLiteral(arrayOf(patientIds))}::uuid[]`;
  const sql = `insert into audit_waiting (patient_ids, event) values (${ids}, ${pg.escapeLiteral(JSON.stringify(event))}::jsonb); `;
  return { sql, done: () => {} };
}

/** As PostgreSQL writes an array. */
const arrayOf = (ids: string[]): string => `{${ids.join(',')}}`;

// PostgreSQL writes a space on either side of the colon, JSON.stringify none
const patientIdInJson = /"patientId" ?: ?"([0-9a-f-]{36})"/g;

/**
 * Returns the patients that this JSON tells of, each once.
 * @param pattern finds the id of each, where it is not in a member `patientId`
 */
export function patientsIn(json: string, pattern = patientIdInJson): string[] {
  const found = new Set<string>();
  for (const [, id = ''] of json.matchAll(pattern)) found.add(id);
  return [...found];
}
