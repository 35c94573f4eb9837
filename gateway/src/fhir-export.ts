import { invalidRequest } from '@hms/service-kit/problem';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { fhirTypes } from './collections';
import type { AskService, FhirAnswer } from './fhir-ask';
import { unknownFhirType } from './problems';

/** What a service says of its part. */
const Manifest = z.object({
  transactionTime: z.string(),
  request: z.string(),
  output: z.array(z.object({ type: z.string(), url: z.string(), count: z.number() })),
  extension: z.object({ types: z.array(z.string()) }),
});

/** How the gateway answers: what is told, and by which headers. */
export interface ExportAnswer {
  status: number;
  headers: Record<string, string>;
  body?: object | undefined;
}

/**
 * Bulk export under the one base. Each service keeps its own part, all by one id, and the gateway keeps nothing: what it tells is
 * worked out of what they say.
 */
export function exportsOf(services: readonly string[], ask: AskService, base: string) {
  /** @param path `/$export` or `/Patient/$export` */
  async function begin(path: string, query: URLSearchParams, prefer: string | undefined): Promise<ExportAnswer> {
    const id = randomUUID();
    const asked = query.get('_type')?.split(',');
    const unknown = asked?.find((type) => !fhirTypes.has(type));
    if (unknown !== undefined) throw unknownFhirType(unknown, [...fhirTypes.keys()]);
    if (query.has('_export')) throw invalidRequest([{ in: 'query', pointer: '/_export', detail: 'is not known here' }]);
    for (const service of services) {
      const types = asked?.filter((type) => fhirTypes.get(type) === service);
      if (types?.length === 0) continue;
      const own = new URLSearchParams(query);
      if (types) own.set('_type', types.join(','));
      own.set('_export', id);
      const headers: Record<string, string> = prefer === undefined ? {} : { prefer };
      const answer = await ask(service, `${path}?${own.toString()}`, { method: 'GET', headers, body: undefined });
      if (answer.status !== 202) return refusal(answer);
    }
    return { status: 202, headers: { 'content-location': `${base}/$export-status/${id}` } };
  }

  /** Each service goes on with its part while it is asked. */
  async function status(id: string): Promise<ExportAnswer> {
    const answers = await askAll('GET', id);
    const wrong = answers.find(({ status }) => status !== 200 && status !== 202);
    if (wrong) return refusal(wrong);
    const open = answers.filter((answer) => answer.status === 202);
    if (open.length > 0) {
      const progress = open.map(({ headers }) => headers?.get('x-progress') ?? '').join('; ');
      return { status: 202, headers: { 'retry-after': '1', 'x-progress': progress } };
    }
    const manifests = answers.map(({ resource }) => Manifest.parse(resource));
    const request = new URL(manifests[0]?.request ?? base);
    const body = {
      // what changed after the first service was asked may be missing
      transactionTime: manifests.map((one) => one.transactionTime).sort()[0] ?? new Date().toISOString(),
      request: `${base}${request.pathname.replace('/fhir/R4', '')}${request.search}`,
      requiresAccessToken: true,
      output: manifests.flatMap(({ output }) =>
        output.map((file) => ({ ...file, url: file.url.replace(/^.*\/fhir\/R4/, () => base) })),
      ),
      error: [],
      extension: { types: manifests.flatMap(({ extension }) => extension.types) },
    };
    return { status: 200, headers: {}, body };
  }

  async function end(id: string): Promise<ExportAnswer> {
    const answers = await askAll('DELETE', id);
    const wrong = answers.find((answer) => answer.status !== 202);
    return wrong ? refusal(wrong) : { status: 202, headers: {} };
  }

  /** Those that have a part of it; where none has, the first refusal. */
  async function askAll(method: string, id: string): Promise<FhirAnswer[]> {
    const path = `/$export-status/${encodeURIComponent(id)}`;
    const answers = await Promise.all(
      services.map((service) => ask(service, path, { method, headers: {}, body: undefined })),
    );
    const theirs = answers.filter((answer) => answer.status !== 404);
    return theirs.length > 0 ? theirs : answers.slice(0, 1);
  }

  return { begin, status, end };
}

function refusal({ status, resource }: FhirAnswer): ExportAnswer {
  return { status, headers: { 'content-type': 'application/fhir+json; charset=utf-8' }, body: resource };
}
