import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** What a handler gives back. `body` is text already: reads pass PostgreSQL's own JSON through. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Whose data it shows, where the body does not say so; for the audit. */
  patientIds?: string[];
  /** Of a list: what the body is made of, so that nobody has to read it again. */
  page?: Page;
  /**
   * What is told without an end, in place of a body: takes a place for the response, or throws a problem; what it returns is called
   * once the head is sent.
   */
  begin?: (response: ServerResponse) => () => void;
}

/** A document to show or to save. */
export interface FileResponse extends Omit<HttpResponse, 'body'> {
  body: Uint8Array;
}

/** One record as its view shows it: `json` is the text of the wire form, `version` its ETag. */
export interface StoredRecord {
  id: string;
  version: number;
  json: string;
}

/** An answer that shows one record. */
export interface RecordResponse extends HttpResponse {
  record: StoredRecord;
  /** Of a 202: a person has still to decide, and no upstream is asked. */
  awaitsPerson?: true;
}

/**
 * The record's wire form with members that are worked out and not stored, behind its own.
 * @param json of an object with at least one member
 */
export const withMembers = (json: string, members: Record<string, unknown>): string =>
  `${json.slice(0, -1)},${JSON.stringify(members).slice(1)}`;

const json = 'application/json; charset=utf-8';

export const entityTag = (version: number) => `"${version}"`;

const recordResponse = (
  status: number,
  record: StoredRecord,
  headers: Record<string, string> = {},
): RecordResponse => ({
  status,
  headers: { 'content-type': json, etag: entityTag(record.version), ...headers },
  body: record.json,
  record,
});

export const ok = (record: StoredRecord): RecordResponse => recordResponse(200, record);

/** @param collection the path that the record's id is appended to, such as `/patients` */
export const created = (collection: string, record: StoredRecord): RecordResponse =>
  recordResponse(201, record, { location: `${collection}/${record.id}` });

/** Stored, and not yet complete: an upstream has still to respond. The caller looks again at Location. */
export const accepted = (collection: string, record: StoredRecord): RecordResponse =>
  recordResponse(202, record, { location: `${collection}/${record.id}`, 'retry-after': '2' });

/** Stored, and nothing is done: a person has still to decide. */
export const awaitingDecision = (collection: string, record: StoredRecord): RecordResponse => ({
  ...recordResponse(202, record, { location: `${collection}/${record.id}`, 'retry-after': '60' }),
  awaitsPerson: true,
});

/** JSON that is worked out when asked for, and so has no version. */
export const computed = (body: string, patientIds: string[] = []): HttpResponse => ({
  status: 200,
  headers: { 'content-type': json },
  body,
  patientIds,
});

/**
 * Its ETag is of its bytes, which change with more than the record: with its layout, say.
 * @param name what it is saved as, in ASCII
 */
export const file = (contentType: string, name: string, body: Uint8Array): FileResponse => ({
  status: 200,
  headers: {
    'content-type': contentType,
    'content-disposition': `inline; filename="${name}"`,
    etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
  },
  body,
});

/** As bytes, with a weak ETag of them, by which a caller who asks again learns that nothing has changed. */
export const tagged = ({ headers, body, ...list }: HttpResponse): FileResponse => {
  const bytes = Buffer.from(body);
  const etag = `W/"${createHash('sha256').update(bytes).digest('base64url')}"`;
  return { ...list, headers: { ...headers, etag }, body: bytes };
};

/** What is told as it comes, without an end. */
export const streamed = (contentType: string, begin: NonNullable<HttpResponse['begin']>): HttpResponse => ({
  status: 200,
  headers: { 'content-type': contentType },
  body: '',
  begin,
});

/** Done, and there is nothing to show. */
export const noContent: HttpResponse = { status: 204, headers: {}, body: '' };

export interface Page {
  records: string[];
  nextCursor: string | null;
  /** How many there are on all pages; left out where nobody has counted. */
  count?: number;
  /** Whether there are no more than `count`; left out where that cannot be otherwise. */
  countIsExact?: boolean;
}

/** @param url the request's path and query, for the Link header (RFC 8288) */
export const page = (shown: Page, url: string): HttpResponse => {
  const { nextCursor } = shown;
  const headers: Record<string, string> = { 'content-type': json };
  if (nextCursor !== null) {
    const next = new URL(url, 'http://localhost');
    next.searchParams.set('cursor', nextCursor);
    headers['link'] = `<${next.pathname}${next.search}>; rel="next"`;
  }
  return { status: 200, headers, body: textOf(shown), page: shown };
};

/** Returns the response with these records in place of those of its page. */
export const withRecords = (response: HttpResponse, shown: Page, records: string[]): HttpResponse => {
  const changed = { ...shown, records };
  return { ...response, body: textOf(changed), page: changed };
};

const textOf = ({ records, nextCursor, count, countIsExact }: Page): string => {
  const counted = count === undefined ? '' : `,"count":${count}`;
  const exact = countIsExact === undefined ? '' : `,"countIsExact":${countIsExact}`;
  return `{"data":[${records.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}${counted}${exact}}`;
};
