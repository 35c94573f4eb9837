import type { Intruder } from './intruders';
import type { Operation } from './operations';

/** JSON text that no value is written as: `-0`, `1e999`, an object with one name twice. */
export class Verbatim {
  constructor(readonly text: string) {}
}

/** JSON, with what is verbatim as it stands. */
const toJson = (value: unknown): string => {
  const verbatim: string[] = [];
  const text = JSON.stringify(value, (_name, one: unknown) =>
    one instanceof Verbatim ? `\uE000${verbatim.push(one.text) - 1}\uE000` : one,
  ) as string | undefined;
  return (text ?? '').replace(/"\uE000(\d+)\uE000"/g, (_all, n: string) => verbatim[Number(n)] ?? '');
};

/** A request on its way from valid to whatever the mutations make of it. */
export interface Draft {
  operation: Operation;
  method: string;
  path: string;
  /** Names and values as they stand in the address. */
  query: [string, string][];
  /** In place of the written query. */
  rawQuery?: string;
  headers: [string, string][];
  json: unknown;
  /** In place of the written JSON. */
  bytes?: Buffer;
  /** In place of the written request: all that goes over the connection. */
  wire?: Buffer;
  /** Who sends it, where it is one who may not. */
  intruder?: Intruder;
  /** How many of it are sent at once. */
  copies: number;
  /** The names of the mutations. */
  done: string[];
  /** Whether only values were changed, so that the contract can tell what is to be refused. */
  judgeable: boolean;
}

export const bodyOf = ({ bytes, json }: Draft): Buffer | undefined =>
  bytes ?? (json === undefined ? undefined : Buffer.from(toJson(json)));

export const targetOf = ({ path, query, rawQuery }: Draft): string => {
  const text = rawQuery ?? query.map(([name, value]) => `${name}=${value}`).join('&');
  return text === '' ? path : `${path}?${text}`;
};

export const setHeader = (draft: Draft, name: string, value: string): void => {
  draft.headers = [...draft.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase()), [name, value]];
};

/** The request as HTTP/1.1 has it. */
export const wireOf = (draft: Draft): Buffer => {
  if (draft.wire) return draft.wire;
  const body = bodyOf(draft) ?? Buffer.alloc(0);
  const named = (name: string) => draft.headers.some(([other]) => other.toLowerCase() === name);
  const headers = [
    ...(named('host') ? [] : [['Host', new URL(draft.operation.service.url).host]]),
    ...(named('content-length') || named('transfer-encoding') ? [] : [['Content-Length', body.length]]),
    ...draft.headers,
    ['Connection', 'close'],
  ];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${draft.method} ${targetOf(draft)} HTTP/1.1\r\n${lines}\r\n`, 'latin1'), body]);
};
