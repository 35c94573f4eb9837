import { types } from 'node:util';

/** Something the user can mend; its message is the one line that says how. */
export class Fault extends Error {}

/** The message of anything thrown, and of its cause: `fetch` itself says only that it failed. */
export const messageOf = (error: unknown): string => {
  if (!types.isNativeError(error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
};

/** What a program that `error` ends says of it: the line of a Fault, and of anything else where it was thrown, too. */
export const lastWordsOn = (error: unknown): string =>
  error instanceof Error && !(error instanceof Fault) ? (error.stack ?? error.message) : messageOf(error);
