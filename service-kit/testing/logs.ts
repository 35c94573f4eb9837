import { createLogger, type Logger } from '../src/logger';

/** A logger whose lines can be read: `text()` is everything it wrote. */
export const captureLogs = (): { log: Logger; text: () => string } => {
  const lines: string[] = [];
  return {
    log: createLogger('test', 'debug', { write: (line) => void lines.push(line) }),
    text: () => lines.join(''),
  };
};
