import { bodyOf, type Draft } from '../draft';
import { pathOf } from '../operations';
import { smallerJson, smallerLists, smallerTexts } from './smaller-values';

/** Yields requests that ask for less than `draft` does: fewer copies, headers, parameters and fields, shorter values. */
export function* smallerDrafts(draft: Draft): Generator<Draft> {
  for (const copies of [1, 3]) if (copies < draft.copies) yield { ...draft, copies };
  if (draft.wire) {
    yield { ...draft, wire: undefined };
    for (const wire of smallerBytes(draft.wire)) yield { ...draft, wire };
    // nothing else of it is sent
    return;
  }
  yield* withSmallerBody(draft);
  const smallerHeaders = (header: [string, string]) => smallerHeaderOf(draft, header);
  for (const headers of smallerLists(draft.headers, smallerHeaders)) yield { ...draft, headers };
  yield* withSmallerQuery(draft);
  // the id of a record has no smaller one
  if (!pathOf(draft.operation).test(draft.path))
    for (const path of smallerTexts(draft.path.slice(1))) yield { ...draft, path: `/${path}` };
}

function* withSmallerBody(draft: Draft): Generator<Draft> {
  if (!bodyOf(draft)) return;
  yield { ...draft, json: undefined, bytes: undefined };
  if (draft.bytes) {
    yield { ...draft, bytes: undefined };
    for (const bytes of smallerBytes(draft.bytes)) yield { ...draft, bytes };
  } else {
    for (const json of smallerJson(draft.json)) yield { ...draft, json };
  }
}

function* withSmallerQuery(draft: Draft): Generator<Draft> {
  if (draft.rawQuery === undefined) {
    for (const query of smallerLists(draft.query, smallerParameters)) yield { ...draft, query };
  } else {
    yield { ...draft, rawQuery: undefined };
    for (const rawQuery of smallerTexts(draft.rawQuery)) yield { ...draft, rawQuery };
  }
}

function* smallerParameters([name, value]: [string, string]): Generator<[string, string]> {
  for (const smaller of smallerTexts(decodeURIComponent(value)))
    yield [name, encodeURIComponent(smaller.toWellFormed())];
}

function* smallerHeaderOf({ operation }: Draft, [name, value]: [string, string]): Generator<[string, string]> {
  // of these, no part does what the whole does
  if (value === operation.body?.contentType || name.toLowerCase() === 'idempotency-key') return;
  for (const smaller of smallerTexts(value)) yield [name, smaller];
}

function* smallerBytes(bytes: Buffer): Generator<Buffer> {
  for (const text of smallerTexts(bytes.toString('latin1'))) yield Buffer.from(text, 'latin1');
}
