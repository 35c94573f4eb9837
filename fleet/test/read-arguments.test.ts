import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const run = (command: string, ...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: root, encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, said: stderr.split('\n') };
};
const tsNode = [require.resolve('ts-node/dist/bin'), '--transpile-only', '--project', 'tsconfig.test.json'];
const runProgram = (file: string, ...words: string[]) => run(process.execPath, ...tsNode, file, ...words);

const programs = {
  'fleet/src/main.ts': 'npm start',
  'fleet/src/token.ts': 'npm run -s token',
  'fleet/src/backup/main.ts': 'npm run backup',
  'fuzz/main.ts': 'npm run fuzz',
  'proofs/double-booking.ts': 'npm run proof:double-booking',
  'proofs/money.ts': 'npm run proof:money',
  'proofs/audit.ts': 'npm run proof:audit',
  'proofs/faults/main.ts': 'npm run proof:faults',
  'proofs/reconcile.ts': 'npm run reconcile',
  'benchmarks/desk.ts': 'npm run bench:desk',
  'benchmarks/fhir.ts': 'npm run bench:fhir',
  'benchmarks/search.ts': 'npm run bench:search',
};

test.each(Object.entries(programs))(
  '%s says which option it does not know, and its usage',
  (file, usage) => {
    const { status, stdout, said } = runProgram(file, '--nonsense');
    expect(said.slice(0, 2)).toEqual(["Unknown option '--nonsense'.", expect.stringContaining(usage)]);
    expect(said.filter((line) => /^\s+at /.test(line))).toEqual([]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  },
  60_000,
);

test('an option without its value, and a word too many, are told likewise', () => {
  const usage = expect.stringContaining('npm run proof:audit') as string;
  const withoutValue = runProgram('proofs/audit.ts', '--seconds');
  expect(withoutValue).toMatchObject({ status: 2, stdout: '' });
  expect(withoutValue.said.slice(0, 2)).toEqual(["Option '--seconds <value>' argument missing.", usage]);
  const oneTooMany = runProgram('proofs/audit.ts', 'all');
  expect(oneTooMany).toMatchObject({ status: 2, stdout: '' });
  expect(oneTooMany.said.slice(0, 2)).toEqual([expect.stringMatching(/^Unexpected argument 'all'\./), usage]);
}, 60_000);

const notNumbers: [string, string[]][] = [
  ['fuzz/main.ts', ['many']],
  ['fuzz/main.ts', ['100', '--slow', '']],
  ['proofs/double-booking.ts', ['--bookings', 'many']],
  ['proofs/double-booking.ts', ['--bookings', '0']],
  ['proofs/money.ts', ['1e999']],
  ['proofs/audit.ts', ['--seconds=-5']],
  ['proofs/faults/main.ts', ['--minutes', 'many']],
  ['benchmarks/search.ts', ['many']],
];
test.each(notNumbers)(
  '%s says what is not a number: %j',
  (file, words) => {
    const { status, stdout, said } = runProgram(file, ...words);
    expect(said.slice(0, 2)).toEqual([
      expect.stringMatching(/^'.*' is not a number from [01] on\.$/),
      expect.stringContaining(programs[file as keyof typeof programs]),
    ]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  },
  60_000,
);

test('smoke takes no arguments', () => {
  expect(run('bash', 'smoke/seed-flow.sh', '--nonsense')).toMatchObject({
    status: 2,
    stdout: '',
    said: ["Unknown option '--nonsense'.", 'npm run smoke', ''],
  });
});
