import type { Line } from '@hms/service-kit/access';
import { operation, type Operation, type PartAsked, type PartDone } from '@hms/service-kit/operation';
import { defineProblem, notTogether, Problem, problemResponse } from '@hms/service-kit/problem';
import { isHeld } from '@hms/service-kit/send';
import type { BundleEntry, OperationOutcome, OperationOutcomeIssue, Resource } from 'fhir/r4';
import { answeredEntry } from './answered-entry';
import { orderOf, partOf, placesIn, Transaction, type AskedEntry } from './asked-transaction';
import { fhirJson, outcomeOf } from './outcome';
import { prefix } from './translate';

/** So many bytes a Bundle may have, as at the gateway. */
const bodyLimit = 1024 * 1024;

/** So many characters all answers have together: while they are written, nobody else is answered. */
const mostTold = 4_000_000;

const toldTooMuch = defineProblem(
  { type: 'told-too-much', status: 422, title: 'The answers are too long together' },
  () => ({
    detail: `With this, the answers have more than ${mostTold} characters together. Ask for fewer, or search by itself. Nothing was done.`,
  }),
);

const patientsTold = /"(?:resourceType":"Patient","id":"|reference":"Patient\/)([0-9a-f-]{36})"/g;

/**
 * `POST /fhir/R4`: a Bundle of requests that are done in one transaction of the database. Each is judged as if it came alone; the first
 * that is refused refuses all. What asks another service before it is done cannot be among them.
 */
export function transactionOperation(native: Operation[]): Operation {
  return operation({
    id: 'fhirTransaction',
    // what each part needs, its own line says
    access: anyRoleOf(native),
    scope: 'of-parts',
    patient: { in: 'response', pattern: patientsTold },
    method: 'post',
    path: prefix,
    summary: 'Do several requests together, all or nothing (FHIR)',
    description: 'Does the requests of a transaction Bundle in one transaction of the database.',
    body: Transaction,
    bodyLimit,
    responses: { 200: { description: 'A Bundle of what came of each' } },
    problems: [notTogether, toldTooMuch],
    handle: async ({ body: { entry: entries }, command, doPart }) => {
      const run: { done: PartDone[]; refused?: PartDone } = { done: [] };
      const order = orderOf(entries);
      const store = command.store(async (tx) => {
        run.done = [];
        const places = placesIn(entries);
        const answered: BundleEntry[] = [];
        const written: Written[] = [];
        let told = 0;
        for (const [index, entry] of order) {
          const asked = partOf(entry, places);
          const done = await doPart(tx, asked)
            .then((one) => {
              told += textOf(one.told).length;
              if (told > mostTold) throw toldTooMuch();
              return one;
            })
            .catch(refusedBefore);
          if (done.answer.status >= 400) {
            run.refused = done;
            throw refusalOf(index, entry, done);
          }
          run.done.push(done);
          answered[index] = answerOf(asked, done);
          const place = placeOf(done, asked);
          if (entry.fullUrl !== undefined && place !== undefined) places.set(entry.fullUrl, place);
          if (asked.method !== 'GET' && place !== undefined) written.push({ index, place });
        }
        for (const { index, place } of mayHaveChangedSince(written)) {
          const now = await doPart(tx, readOf(place)).catch(refusedBefore);
          answered[index] = asAtTheEnd(answered[index], now);
        }
        const bundle = { resourceType: 'Bundle', type: 'transaction-response', entry: answered };
        return { status: 200, headers: { 'content-type': fhirJson }, body: JSON.stringify(bundle) };
      });
      const answer = await store.catch(async (error: unknown) => {
        if (error instanceof Problem) await run.refused?.record();
        throw error;
      });
      await Promise.all(run.done.map((one) => one.record()));
      return answer;
    },
    translation: {
      bodyTypes: ['application/fhir+json'],
      answer: (answer) => {
        if (answer.status < 400) return answer;
        const { issues } = JSON.parse(answer.body) as { issues?: OperationOutcomeIssue[] };
        const outcome = outcomeOf(answer, { type: 'Bundle' });
        return issues
          ? { ...outcome, body: JSON.stringify({ resourceType: 'OperationOutcome', issue: issues }) }
          : outcome;
      },
    },
  });
}

/** Who may use any operation of the service. */
function anyRoleOf(native: Operation[]): Line {
  const roles = native.flatMap(({ access }) => (access === 'anybody' ? [] : Object.keys(access)));
  return Object.fromEntries(roles.map((role) => [role, 'yes']));
}

/** What no operation was asked, or none that can be a part, leaves no event of its own. */
function refusedBefore(error: unknown): PartDone {
  if (!(error instanceof Problem) || error.kind.status >= 500) throw error;
  const answer = problemResponse(error);
  return { answer, told: outcomeOf(answer), record: () => Promise.resolve() };
}

/** Says what was refused as the part would, and of which entry. */
function refusalOf(index: number, { request: { method, url } }: AskedEntry, { answer, told }: PartDone): Problem {
  const { type, title, status, detail } = JSON.parse(textOf(answer)) as Record<'type' | 'title' | 'detail', string> & {
    status: number;
  };
  const { issue } = JSON.parse(textOf(told)) as OperationOutcome;
  const at = `Bundle.entry[${index}]`;
  const asked = `${method} ${url.split('?', 1).join('')}`;
  const issues = issue.map((one): OperationOutcomeIssue => ({
    ...one,
    diagnostics: [`${at}: ${asked}`, one.diagnostics].filter(Boolean).join('; '),
    expression: [placeIn(at, one.expression?.[0])],
  }));
  const { 'content-type': _type, ...headers } = answer.headers;
  const kind = { type: type.replace('/problems/', ''), title, status };
  return new Problem(kind, `${at} (${asked}): ${detail}`, { issues }, headers);
}

/** `Patient.name[0]` of an entry, as the Bundle has it. */
function placeIn(entry: string, expression: string | undefined): string {
  return expression === undefined ? entry : `${entry}.resource${expression.replace(/^\w+/, '')}`;
}

function answerOf({ method, headers }: PartAsked, { answer, told }: PartDone): BundleEntry {
  const header = (name: string) => told.headers[name];
  if (isHeld({ method, headers }, told)) return answeredEntry(304, header, undefined);
  const text = textOf(told);
  return answeredEntry(answer.status, header, text === '' ? undefined : (JSON.parse(text) as Resource));
}

function textOf({ body }: PartDone['told']): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString();
}

/** Where a resource is that was created, was there already, or is changed by its address. */
function placeOf({ told }: PartDone, { method, path }: PartAsked): string | undefined {
  const address = told.headers['location'] ?? (method === 'POST' ? '' : path);
  return /^\/fhir\/R4\/(\w+\/[^/]+)/.exec(address)?.[1];
}

/** A resource that an entry has created or changed, or would have created. */
interface Written {
  index: number;
  /** Such as `Patient/0192f3c4-5b6a-7cde-8f01-23456789abcd`. */
  place: string;
}

/** Those after which one of another type was written, which may be a part of theirs: an allergy makes a new version of its patient. */
function mayHaveChangedSince(written: Written[]): Written[] {
  const typeOf = ({ place }: Written) => place.split('/', 1).join('');
  return written.filter((one, i) => written.slice(i + 1).some((later) => typeOf(later) !== typeOf(one)));
}

const readOf = (place: string): PartAsked => ({
  ...{ method: 'GET', path: `${prefix}/${place}`, search: '', query: {}, headers: {} },
  body: undefined,
});

/** Returns the entry with what is stored now. Who may not read it is told what the change was answered. */
function asAtTheEnd(entry: BundleEntry | undefined, { told }: PartDone): BundleEntry {
  const { response = { status: '200' }, resource } = entry ?? {};
  if (told.status !== 200) return { ...entry, response };
  const now = answeredEntry(200, (name) => told.headers[name], JSON.parse(textOf(told)) as Resource);
  const { etag, lastModified } = now.response ?? {};
  const location = response.location?.replace(/_history\/.*$/, `_history/${now.resource?.meta?.versionId}`);
  return {
    ...(resource && now.resource && { resource: now.resource }),
    response: {
      ...response,
      ...(location !== undefined && { location }),
      ...(etag !== undefined && { etag }),
      ...(lastModified !== undefined && { lastModified }),
    },
  };
}
