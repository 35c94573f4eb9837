import type { Draft } from './draft';
import { isForbidden } from './forbidden';
import { pathOf } from './operations';
import type { HttpResponse } from './transport';

export interface Judgement {
  /** What is wrong, without the values of this one request, so that the same fault is the same text. */
  kind: string;
  detail: string;
}

// what is inside has no place in a refusal; the texts that are sent have nothing of this
const inside =
  /\n\s+at |node_modules|\.[jt]s:\d|\/(?:src|dist|home|usr)\/|(?:Type|Range|Syntax|Reference|Database)Error|Cannot read|is not a function|\bselect .+ from\b|\binsert into\b|violates|relation "|duplicate key|\bpg_|ECONN|row_to_json|invalid input|out of range for type/;

/** Refused by the HTTP server itself, so that no document lists it. */
const beforeAnyOperation = new Set([408, 417, 431]);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const problemFaults = (draft: Draft, { status, headers, text }: HttpResponse): Judgement[] => {
  const faults: Judgement[] = [];
  const fault = (kind: string, detail = text) => faults.push({ kind, detail: detail.slice(0, 300) });
  if (inside.test(text)) fault('tells of the inside');
  // an answer to HEAD has no body
  if (text === '' && (draft.method === 'HEAD' || draft.wire)) {
    if (!/^application\/(problem|fhir)\+json/.test(headers['content-type'] ?? '')) fault('no problem document');
    return faults;
  }
  const problem = parse(text);
  if (headers['content-type']?.startsWith('application/fhir+json')) return [...faults, ...outcomeFaults(problem)];
  if (!headers['content-type']?.startsWith('application/problem+json') || typeof problem !== 'object' || !problem) {
    fault('no problem document', `${headers['content-type']}: ${text}`);
    return faults;
  }
  const document = problem as Record<string, unknown>;
  for (const member of ['type', 'title', 'detail'])
    if (typeof document[member] !== 'string' || document[member] === '') fault(`a problem without ${member}`);
  if (document['status'] !== status) fault('a problem of another status');
  // what is refused before it is a request has no address
  if (headers['x-request-id'] === undefined) return faults;
  const isFirst = headers['idempotent-replayed'] === undefined;
  if (isFirst && document['requestId'] !== headers['x-request-id']) fault('a problem of another requestId');
  if (typeof document['instance'] !== 'string') fault('a problem without instance');
  return faults;
};

/** A refusal in FHIR: what was wrong, in words. */
const outcomeFaults = (outcome: unknown): Judgement[] => {
  const fault = (kind: string): Judgement[] => [{ kind, detail: JSON.stringify(outcome).slice(0, 300) }];
  if (typeof outcome !== 'object' || outcome === null || !('issue' in outcome) || !Array.isArray(outcome.issue))
    return fault('no OperationOutcome');
  const issues = outcome.issue as { severity?: unknown; code?: unknown; details?: { text?: unknown } }[];
  const says = issues.filter(({ severity, code, details }) => severity && code && details?.text);
  return says.length > 0 && says.length === issues.length ? [] : fault('an OperationOutcome that does not say why');
};

/** What was asked in FHIR is answered in FHIR, if it was a request at all. */
const languageFaults = (
  { operation, method, judgeable }: Draft,
  { status, headers, text }: HttpResponse,
): Judgement[] => {
  if (!operation.inFhir || !judgeable || method === 'HEAD' || text === '' || beforeAnyOperation.has(status)) return [];
  if (headers['content-type']?.startsWith('application/fhir+json')) return [];
  // of bytes that are no HTTP nobody knows the language
  if (text.includes('"/problems/malformed-request"')) return [];
  return [{ kind: 'not in FHIR', detail: `${headers['content-type']}: ${text.slice(0, 200)}` }];
};

/** Everything that is wrong with an answer. */
export const judge = (draft: Draft, answer: HttpResponse, slowMs: number): Judgement[] => {
  const { status, headers, text, milliseconds } = answer;
  const faults: Judgement[] = [];
  if (answer.hungUp && status === 0) return [];
  if (milliseconds > slowMs && !answer.hungUp) faults.push({ kind: 'slow', detail: `${Math.round(milliseconds)} ms` });
  if (status === 0) return [...faults, { kind: 'no answer', detail: answer.failure ?? '' }];
  if (status >= 500 && status !== 503) faults.push({ kind: 'a fault of the service', detail: text.slice(0, 300) });
  if (status === 503 && !headers['retry-after']) faults.push({ kind: '503 without Retry-After', detail: text });
  // the fuzzer is one person; what is behind a limit is not tried
  if (status === 429) faults.push({ kind: 'limits are too low: docs/operations.md, "Limits by caller"', detail: text });
  if (status >= 400) faults.push(...problemFaults(draft, answer));
  if (draft.wire || status < 200) return faults;

  const { operation } = draft;
  if (operation.inFhir) return [...faults, ...languageFaults(draft, answer)];
  const path = draft.path.split(/[?#]/)[0] ?? '';
  const isOperation = pathOf(operation).test(path);
  if (isOperation && draft.method === operation.method && !beforeAnyOperation.has(status)) {
    const contentType = headers['content-type'] ?? '';
    const body = contentType.includes('json') ? parse(text) : text;
    const breach = operation.service.breach({ method: draft.method, path, status, contentType, headers, body });
    if (breach) faults.push({ kind: breach.replace(/\/\d+/g, '/n'), detail: text.slice(0, 300) });
  }
  if (status < 300 && draft.judgeable) {
    const forbidden = isForbidden(draft);
    if (forbidden)
      faults.push({ kind: 'does what its contract forbids', detail: `${forbidden}: ${text.slice(0, 200)}` });
  }
  return faults;
};

/** Repeats of one request under one key: what was done is told to all alike. */
export const judgeTwins = (answers: HttpResponse[]): Judgement[] => {
  const done = new Set(answers.filter(({ status }) => status < 300 && status > 0).map(({ text }) => text));
  return done.size > 1 ? [{ kind: 'done twice under one key', detail: [...done].join(' and ').slice(0, 600) }] : [];
};
