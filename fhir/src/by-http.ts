import type { OperationRequest } from '@hms/service-kit/incoming';
import type { Operation } from '@hms/service-kit/operation';
import { defineProblem, invalidRequest } from '@hms/service-kit/problem';
import type { HttpResponse } from '@hms/service-kit/response';
import type { OperationOutcome } from 'fhir/r4';
import { fhirJson } from './outcome';

const formats = ['json', 'application/json', 'application/fhir+json'];

export const notAcceptable = defineProblem(
  { type: 'not-acceptable', status: 406, title: 'The format that is asked for is not served' },
  () => ({ detail: 'FHIR is told as application/fhir+json alone. Leave out _format, and accept that or */*.' }),
);

/** Throws a 406 problem where JSON is not what the caller takes: `_format` comes before Accept (FHIR R4, 3.1.0.1.11). */
export function requireJsonTaken(format: unknown, accept: string | undefined): void {
  const isTaken =
    typeof format === 'string'
      ? formats.includes(format.toLowerCase())
      : /\*\/\*|application\/\*|json/i.test(accept ?? '*/*');
  if (!isTaken) throw notAcceptable();
}

/** A plus that was not encoded is a blank in a query. */
export const formatOf = (given: unknown): unknown => (typeof given === 'string' ? given.replaceAll(' ', '+') : given);

/** Returns the operation with what FHIR says of every request of its kind: the format, whose id a body has, what is told of a change. */
export function byHttp(operation: Operation): Operation {
  const { translation, problems = [] } = operation;
  if (!translation) return operation;
  return {
    ...operation,
    problems: [...problems, notAcceptable],
    translation: {
      ...translation,
      request: (request) => {
        const asked = withFormat(request);
        requireJsonTaken(asked.query['_format'], asked.headers.accept);
        if (operation.method === 'put') requireSameId(asked);
        return translation.request?.(asked) ?? asked;
      },
      answer: (answer, request) => preferred(operation, translation.answer(answer, request), request),
    },
  };
}

function withFormat(request: OperationRequest): OperationRequest {
  const { _format: given } = request.query;
  return given === undefined ? request : { ...request, query: { ...request.query, _format: formatOf(given) } };
}

/** Who sends another's resource to an address would have overwritten the wrong one (FHIR R4, 3.1.0.4). */
function requireSameId({ body, path, params: { id = '' } }: OperationRequest): void {
  if (typeof body !== 'object' || body === null || !('id' in body) || typeof body.id !== 'string') return;
  if (body.id.toLowerCase() !== id.toLowerCase())
    // told before it is known which resource it is
    throw invalidRequest([
      { in: 'body', pointer: `/${path.split('/')[3]}/id`, detail: `is not that of the address, ${id}` },
    ]);
}

/** After a create, update or patch: the resource, unless the caller prefers less (FHIR R4, 3.1.0.1.7). */
function preferred({ method, path }: Operation, answer: HttpResponse, { headers }: OperationRequest): HttpResponse {
  const isChange = ['put', 'patch'].includes(method) || (method === 'post' && /^\/fhir\/R4\/\w+$/.test(path));
  const [, prefers] = /\breturn\s*=\s*(minimal|OperationOutcome)\b/.exec(String(headers['prefer'] ?? '')) ?? [];
  if (!isChange || prefers === undefined || ![200, 201].includes(answer.status)) return answer;
  if (prefers === 'minimal') {
    const { 'content-type': _type, ...rest } = answer.headers;
    return { ...answer, headers: rest, body: '' };
  }
  const text = answer.status === 201 ? 'It is created.' : 'It is stored.';
  const outcome: OperationOutcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'information', code: 'informational', details: { text } }],
  };
  return { ...answer, headers: { ...answer.headers, 'content-type': fhirJson }, body: JSON.stringify(outcome) };
}
