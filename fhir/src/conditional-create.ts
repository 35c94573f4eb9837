import { parse as parseQuery } from 'node:querystring';
import type { Database, Queryable } from '@hms/service-kit/database';
import { Replay, type Command } from '@hms/service-kit/idempotency';
import type { OperationRequest } from '@hms/service-kit/incoming';
import { hide, narrow } from '@hms/service-kit/narrow';
import type { Operation, OperationInput } from '@hms/service-kit/operation';
import { listPage } from '@hms/service-kit/paging';
import { defineProblem, invalidRequest } from '@hms/service-kit/problem';
import { ok } from '@hms/service-kit/response';
import { check } from '@hms/service-kit/validation';
import { z } from 'zod';
import { grantFor } from './do-native';
import type { FhirResource } from './resource';
import { planOf, resultParameters, searchOf, type Search } from './search';

type Input = OperationInput<unknown, unknown, unknown>;

const manyMatch = defineProblem(
  { type: 'many-match', status: 412, title: 'More than one resource matches' },
  (type: string) => ({
    detail: `If-None-Exist finds more than one ${type}, so which of them is meant is not known. Nothing was created.`,
  }),
);

const Query = z.strictObject(
  { ifNoneExist: z.string().max(2000).optional() },
  { error: ({ code }) => (code === 'unrecognized_keys' ? notKnown : undefined) },
);
const notKnown = 'is not known here; known are: none';

/**
 * Returns a create that keeps to `If-None-Exist`: where the caller's search finds one, that is the answer, and where it finds more,
 * 412. All such creates of a type wait for each other, whatever they search by: each looks again when the one before is
 * committed, in the transaction that stores its own. So two at the same moment do not create two.
 * @param search of the same resource, whose access says what the caller may look for
 */
export function onlyIfNoneExists(
  db: Database,
  resource: FhirResource,
  { create, search }: { create: Operation; search: Operation },
): Operation {
  const { type } = resource;

  /** Throws what is told in place of a creation. */
  async function requireNone(queryable: Queryable, query: Search, access: ReturnType<typeof grantFor>) {
    const { records } = await listPage(queryable, planOf(resource, query), query);
    const [json, another] = records;
    if (another !== undefined) throw manyMatch(type);
    if (json === undefined) return;
    const { id, version } = JSON.parse(json) as { id: string; version: number };
    const found = ok({ id, version, json });
    // what is not for the caller in a search is not here either
    const { body } = hide(found, access);
    throw new Replay({ ...found, headers: { ...found.headers, location: id }, body: String(body) });
  }

  return {
    ...create,
    query: Query,
    handle: async (input) => {
      const { ifNoneExist } = input.query as z.output<typeof Query>;
      const plain: Input = { ...input, query: create.query?.parse({}) ?? {} };
      if (ifNoneExist === undefined) return create.handle(plain);
      const access = grantFor(search);
      const asked = { params: {}, query: criteriaIn(ifNoneExist, resource), body: undefined };
      if ((await narrow(db, search, access, asked)) === 'nothing') return create.handle(plain);
      const query = { ...asked.query, limit: 2 };
      await requireNone(db, query, access);
      const store: Command['store'] = (work, options) =>
        input.command.store(async (tx) => {
          await tx.query(`select pg_advisory_xact_lock(hashtextextended('if-none-exist ' || $1, 0))`, [type]);
          await requireNone(tx, query, access);
          return work(tx);
        }, options);
      return create.handle({ ...plain, command: { ...input.command, store } });
    },
    translation: {
      bodyTypes: create.translation?.bodyTypes ?? [],
      request: (request) => withHeader(create.translation?.request?.(request) ?? request),
      answer: (answer, request) => create.translation?.answer(answer, request) ?? answer,
    },
  };
}

/** A key of idempotency is then for a request with the same condition. */
function withHeader(request: OperationRequest): OperationRequest {
  const { 'if-none-exist': header } = request.headers;
  if ('ifNoneExist' in request.query)
    throw invalidRequest([{ in: 'query', pointer: '/ifNoneExist', detail: notKnown }]);
  if (header === undefined) return request;
  return { ...request, query: { ...request.query, ifNoneExist: String(header) } };
}

/** Throws a 400 problem for what is no search of the resource. */
function criteriaIn(header: string, resource: FhirResource): Search {
  const query = { ...parseQuery(header.trim().replace(new RegExp(`^(${resource.type})?\\?`), '')) };
  const fault = (name: string, detail: string) => ({
    in: 'header' as const,
    pointer: `/if-none-exist ${name}`,
    detail,
  });
  const how = Object.keys(query).filter((name) => resultParameters.includes(name));
  if (how.length > 0) throw invalidRequest(how.map((name) => fault(name, 'does not say which resource is meant')));
  if (Object.keys(query).length === 0)
    throw invalidRequest([fault('', 'must be a search, such as identifier=system|value')]);
  const { value, faults } = check('header', searchOf(resource), query);
  if (!value) throw invalidRequest(faults.map(({ pointer, detail }) => fault(pointer.slice(1), detail)));
  return value;
}
