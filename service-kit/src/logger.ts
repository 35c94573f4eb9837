import { types } from 'node:util';
import pino from 'pino';
import { currentRequest } from './request-context';

export type Logger = pino.Logger;

interface DatabaseFault {
  severity: string;
  code?: string;
  constraint?: string;
  table?: string;
  routine?: string;
  stack?: string;
}

const isDatabaseFault = (error: object): error is DatabaseFault => 'severity' in error;

// PostgreSQL puts row values into message and detail: names and phone numbers would reach the log.
const describeError = (error: unknown): unknown => {
  if (!types.isNativeError(error)) return { type: typeof error };
  if (!isDatabaseFault(error)) {
    const { name, message, stack, cause } = error;
    const code = 'code' in error ? error.code : undefined;
    return { type: name, message, code, stack, cause: cause === undefined ? undefined : describeError(cause) };
  }
  const { severity, code, constraint, table, routine } = error;
  const stack = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { type: 'DatabaseError', severity, code, constraint, table, routine, stack: stack?.join('\n') };
};

/** Lines are written together, at the latest after so long; a line for itself costs its request a system call. */
const inBackground = { sync: false, minLength: 8192, periodicFlush: 100 };

/**
 * JSON lines on standard output (or `destination`), each with the id of the request that it belongs to. They are written in the
 * background, and at the end of the process before it ends; a process that is killed takes the last tenth of a second with it.
 */
export const createLogger = (service: string, level: string, destination?: pino.DestinationStream): Logger =>
  pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      mixin: () => {
        const request = currentRequest();
        return request ? { requestId: request.id } : {};
      },
    },
    destination ?? pino.destination({ fd: 1, ...inBackground }),
  );
