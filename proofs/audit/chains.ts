import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Fault } from '../../fleet/src/fault';
import { auditHeadsFile } from '../../fleet/src/home';
import { listAll, send, urlOf, type ServiceName } from '../fleet-client';
import type { Shown } from './load';

interface Head {
  position: number;
  hash: string;
  signed: string;
  key: JsonWebKey;
}
type Heads = Partial<Record<ServiceName, Head>>;

/** Returns what is wrong with the chain of a service: with each row, and with the head that was kept the last time. */
export async function provenChain(
  service: ServiceName,
  kept: Head | undefined,
): Promise<{ rows: number; faults: string[] }> {
  const faults: string[] = [];
  let after = 0;
  let rows = 0;
  for (;;) {
    const query = new URLSearchParams({ after: String(after), limit: '50000' });
    if (after === 0 && kept) {
      query.set('position', String(kept.position));
      query.set('hash', kept.hash);
    }
    const { status, body } = await send('GET', `${urlOf(service)}/audit/proof?${query.toString()}`);
    if (status !== 200) throw new Fault(`the proof of ${service}-service was answered ${status}`);
    for (const { position, what } of body['faults'] as { position: number; what: string }[])
      faults.push(`${service}-service, row ${position}: ${what}`);
    rows += Number(body['checked']);
    after = Number(body['last']);
    if (body['more'] !== true) return { rows, faults };
    process.stderr.write(`\r${service}-service: ${rows} rows checked …`);
  }
}

/** Returns the head that the service gives now. Throws where its signature is wrong, or by another key than the one kept. */
export async function readHead(service: ServiceName, kept: Head | undefined): Promise<Head> {
  const head = (await send('GET', `${urlOf(service)}/audit/head`)).body as unknown as Head;
  const [header = '', payload = '', signature = ''] = head.signed.split('.');
  const key = { key: createPublicKey({ key: head.key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')))
    throw new Fault(`the head of ${service}-service is not signed by the key beside it`);
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Head;
  if (said.position !== head.position || said.hash !== head.hash)
    throw new Fault(`the head of ${service}-service is not the one that was signed`);
  if (kept && kept.key.x !== head.key.x)
    console.log(`${service}-service signs by another key than the last time: make sure that you have changed it`);
  return head;
}

/** The heads of the last proof stand beside the data: who can write both could have changed both. Keep a copy elsewhere. */
export function keptHeads(home: string): Heads {
  const file = auditHeadsFile(home);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Heads) : {};
}

export function keepHeads(home: string, heads: Heads): void {
  writeFileSync(auditHeadsFile(home), `${JSON.stringify(heads, null, 2)}\n`, { mode: 0o600 });
}

/** Returns the reads that have no event, or one that does not name all whom they showed. */
export async function withoutEvent(service: ServiceName, shown: Shown[], since: string): Promise<Shown[]> {
  const recorded = new Map<string, Set<string>>();
  const events = listAll<{ requestId: string | null; patientIds: string[]; outcome: string }>(
    `${urlOf(service)}/audit?from=${since}`,
  );
  for await (const { requestId, patientIds, outcome } of events)
    if (requestId !== null && outcome === 'shown') recorded.set(requestId, new Set(patientIds));
  return shown
    .filter((read) => read.service === service)
    .filter(({ requestId, patientIds }) => !patientIds.every((id) => recorded.get(requestId)?.has(id)));
}
