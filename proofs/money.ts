// npm run proof:money [-- 20000 [seed]] [--home .fleet]
// A random day at the cash desks of the running fleet (FLEET_URL), all at once, and then: where is every cent? Ends with 1
// where something is wrong, and with 2 where nothing is but the databases are out of reach, so that not all was checked.
import { lastWordsOn } from '../fleet/src/fault';
import { readArguments, readNumber } from '../fleet/src/read-arguments';
import { send, urlOf } from './fleet-client';
import { readBook, wrongBalances, wrongPayments, wrongSums } from './money/by-answers';
import { recomputeFleet } from './money/by-databases';
import { newDay, type Day } from './money/day';
import { operationsOf } from './money/operations';
import { reconcile } from './reconciliation';

const usage = 'npm run proof:money [-- 20000 [seed]] [--home .fleet]';
const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: { home: { type: 'string', default: '.fleet' } },
});
const operations = readNumber(positionals[0] ?? '20000', usage, 1);
const seed = readNumber(positionals[1] ?? '1', usage);
const atOnce = 24;

const runDay = async (day: Day): Promise<void> => {
  const operate = operationsOf(day);
  const began = Date.now();
  let begun = 0;
  let ended = 0;
  const progress = setInterval(() => process.stderr.write(`\r${ended} of ${operations} operations …`), 500);
  const desk = async () => {
    while (begun++ < operations) {
      await operate();
      ended++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, desk));
  clearInterval(progress);
  const seconds = (Date.now() - began) / 1000;
  const aSecond = (some: number) => `${(some / seconds).toFixed(0)} a second`;
  process.stderr.write('\r');
  console.log(
    `${operations} operations, ${atOnce} at once, in ${seconds.toFixed(0)} s: ${aSecond(operations)}, of which`,
  );
  console.log(
    `${aSecond(day.bills.length)} were bills issued, ${aSecond(day.payments.size)} payments completed (seed ${seed})`,
  );
  console.table(day.tally);
};

interface Proof {
  counts: Record<string, number>;
  trialBalance: { currency: string; debit: number; credit: number; difference: number }[];
  faultCount: number;
  faults: object[];
}

const main = async (): Promise<void> => {
  const day = newDay(operations, seed);
  const before = await readBook();
  await runDay(day);
  const proof = (await send('GET', `${urlOf('billing')}/ledger/proof`)).body as unknown as Proof;
  console.table(proof.trialBalance);
  const { compared, differences } = await reconcile();
  const recomputed = await recomputeFleet(values.home);
  const { counts } = proof;
  const failed = Object.values(day.tally).reduce((sum, row) => sum + (row['failed'] ?? 0), 0);
  const findings = [
    {
      proof: 'ledger, bills and numbers',
      checked: `${counts['entries']} entries, ${counts['postings']} postings, ${counts['bills']} bills`,
      wrong: proof.faultCount,
    },
    { proof: 'payment- and billing-service', checked: `${compared} payments`, wrong: differences.length },
    {
      proof: 'recomputed from both databases',
      checked: recomputed
        ? `${recomputed.bills} bills, ${recomputed.payments} payments, ${recomputed.patients} patients`
        : 'NOT CHECKED: set BILLING_DATABASE_URL and PAYMENT_DATABASE_URL',
      wrong: recomputed?.faults.length ?? 0,
    },
    {
      proof: 'payments against the answers',
      checked: `${day.payments.size} payments, ${day.refunds.size} refunds`,
      wrong: await wrongPayments(day),
    },
    {
      proof: 'summary against the answers',
      checked: `${day.payments.size} payments, ${day.refunds.size} refunds`,
      wrong: await wrongSums(day, before),
    },
    {
      proof: 'balances against the answers',
      checked: `${day.patients.length} patients`,
      wrong: await wrongBalances(day),
    },
    { proof: 'answers in themselves', checked: `${operations} operations`, wrong: day.contradictions.length },
    {
      proof: 'left waiting or failed inside',
      checked: `${operations} operations`,
      wrong: day.uncertain.length + failed,
    },
  ];
  console.table(findings);
  const faults = [...proof.faults, ...differences, ...(recomputed?.faults ?? []), ...day.contradictions];
  for (const fault of faults.slice(0, 100)) console.log(fault);
  if (findings.some(({ wrong }) => wrong > 0)) {
    console.log('NOT PROVEN');
    process.exitCode = 1;
  } else if (recomputed) console.log('proven: every cent is where the answers say');
  else {
    console.log('proven by the answers alone; THE DATABASES WERE NOT CHECKED');
    process.exitCode = 2;
  }
};

main().catch((error: unknown) => {
  console.error(lastWordsOn(error));
  process.exit(1);
});
