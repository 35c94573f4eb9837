import { randomUUID } from 'node:crypto';
import { Fault } from '../../fleet/src/fault';
import { authorizationFor } from '../credentials';
import { listAll, urlOf, type ServiceName } from '../fleet-client';

/** What one read has shown; its event has to name the same patients. */
export interface Shown {
  service: ServiceName;
  requestId: string;
  patientIds: string[];
}

export interface LoadResult {
  shown: Shown[];
  /** Answers without a patient's data: 503 while something is down. */
  refused: number;
  /** Connections that ended without an answer. */
  cut: number;
}

const lists: [ServiceName, string][] = [
  ['patient', '/patients'],
  ['appointment', '/appointments'],
  ['prescription', '/prescriptions'],
  ['billing', '/bills'],
  ['payment', '/payments'],
];

/** Returns the addresses of records and lists to read, and throws where the fleet has none. */
export async function findTargets(): Promise<[ServiceName, string][]> {
  const targets: [ServiceName, string][] = [];
  for (const [service, path] of lists) {
    let found = 0;
    for await (const { id } of listAll<{ id: string }>(urlOf(service) + path)) {
      targets.push([service, `${path}/${id}`]);
      if (++found === 50) break;
    }
    if (found === 0) throw new Fault(`${service}-service has no records; start the fleet with --sample`);
    targets.push([service, `${path}?limit=20`]);
  }
  return targets;
}

/** Reads at random until `until`, `atOnce` requests at a time, and keeps what was shown. */
export async function readUntil(until: number, atOnce: number, targets: [ServiceName, string][]): Promise<LoadResult> {
  const result: LoadResult = { shown: [], refused: 0, cut: 0 };
  const reader = async () => {
    while (Date.now() < until) {
      const target = targets[Math.floor(Math.random() * targets.length)];
      if (target) await readOne(target, result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, reader));
  return result;
}

async function readOne([service, path]: [ServiceName, string], result: LoadResult): Promise<void> {
  const requestId = `audit-proof-${randomUUID()}`;
  const url = urlOf(service) + path;
  try {
    const authorization = await authorizationFor('GET', url);
    const response = await fetch(url, { headers: { authorization, 'x-request-id': requestId } });
    const body = (await response.json()) as Record<string, unknown>;
    if (response.status === 200) result.shown.push({ service, requestId, patientIds: patientsOf(service, body) });
    else result.refused++;
  } catch {
    // a part of an answer may have come, but none that could be read
    result.cut++;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function patientsOf(service: ServiceName, body: Record<string, unknown>): string[] {
  const records = (Array.isArray(body['data']) ? body['data'] : [body]) as Record<string, unknown>[];
  const ids = records.map((record) => record[service === 'patient' ? 'id' : 'patientId']);
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}
