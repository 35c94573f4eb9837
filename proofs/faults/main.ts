// npm run proof:faults [-- --minutes 12] [--seed N] [--short] [--phase all]: kills services and databases, and breaks what is between them,
// under a steady load, and then holds what the clients were told against the databases. Ends with 1 at any violation.
import './address';
import { lastWordsOn } from '../../fleet/src/fault';
import { readArguments, readNumber } from '../../fleet/src/read-arguments';
import { prove } from './prove';

const usage = 'npm run proof:faults [-- --minutes 12] [--seed N] [--short] [--phase all]';
const { values } = readArguments(usage, {
  options: {
    minutes: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** Only those phases whose names begin so. */
    phase: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
  },
});

const minutes = readNumber(values.minutes, usage);
const seed = readNumber(values.seed, usage);
prove({ minutes, seed, short: values.short, only: values.phase }).then(
  (violations) => {
    process.exitCode = violations.length > 0 ? 1 : 0;
  },
  (error: unknown) => {
    console.error(lastWordsOn(error));
    process.exitCode = 1;
  },
);
