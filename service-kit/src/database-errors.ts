import { types as typeOf } from 'node:util';

const codeOf = (error: unknown): string =>
  typeOf.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';

const lostMessages =
  /timeout exceeded when trying to connect|Connection terminated|connection error|Query read timeout|not queryable/;

/** Connections that are gone, or that end in a server which takes no writes any more, as after a failover. */
const lostCodes = /^((?!ERR_)E|08|57P0|25006|25P03)/;

/** The connection is of no more use. */
export const isLost = (error: unknown): boolean =>
  typeOf.isNativeError(error) && (lostCodes.test(codeOf(error)) || lostMessages.test(error.message));

const outageCodes = /^(57014|55P03|53...)$/;

/** The database is out of reach, out of room, or took too long: nothing that another request would do differently. */
export const isOutage = (error: unknown): boolean =>
  isLost(error) || outageCodes.test(codeOf(error)) || isConflict(error) || isStale(error);

/** A deadlock or a serialization failure: the same again may well succeed. */
export const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/** A statement that was prepared fits the schema no longer, or is not there any more: it has to be prepared anew. */
export const isStale = (error: unknown): boolean =>
  codeOf(error) === '26000' ||
  (codeOf(error) === '0A000' && typeOf.isNativeError(error) && error.message.includes('cached plan'));
