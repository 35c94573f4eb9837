// npm run test:k8s: does on the cluster that KUBECONFIG names what k8s/README.md promises, and says what it saw.
import { applies, keepsData, passesSmoke, rollsOver, sharesWork, survivesAKill, type Check } from './checks';
import { kubectl, listPods } from './kubectl';

const checks: [string, Check][] = [
  ['kubectl apply -f k8s/ is all of it', applies],
  ['smoke through the NodePorts', passesSmoke],
  ['a deleted database pod keeps its data', keepsData],
  ['a rolling restart under load loses nothing', rollsOver],
  ['two replicas share the work', sharesWork],
  ['a killed pod costs what was in flight', survivesAKill],
];

const usage = `npm run test:k8s -- [--keep] [--replace]
  --keep     leaves the fleet on the cluster
  --replace  removes a fleet that is there already, with its data
It makes k8s/secrets.yaml from the .env of ./make-env.sh.
FLEET_URL is where the NodePorts answer, less the last digit: http://127.0.0.1:30000 by default; on Minikube
http://$(minikube ip):30000.`;
const options = process.argv.slice(2);

const started = Date.now();
const say = (text: string) => console.log(`[${((Date.now() - started) / 1000).toFixed(0).padStart(3)} s] ${text}`);

const remove = async () => {
  await kubectl('delete', '-f', 'k8s/', '--ignore-not-found', '--timeout=120s');
};

const main = async (): Promise<number> => {
  const unknown = options.find((option) => !['--keep', '--replace'].includes(option));
  if (unknown) {
    console.error(unknown === '--help' ? usage : `There is no ${unknown}.\n${usage}`);
    return 2;
  }
  if ((await listPods()).length > 0) {
    if (!options.includes('--replace')) {
      console.error(
        'A fleet is in the default namespace already. Remove it, with its data, by: kubectl delete -f k8s/',
      );
      console.error('or let this do it: npm run test:k8s -- --replace');
      return 2;
    }
    say('removing the fleet that is there …');
    await remove();
  }

  const rows: string[][] = [];
  for (const [name, check] of checks) {
    const before = Date.now();
    // without a fleet there is nothing to see
    if (rows[0]?.[1] === 'FAILED') {
      rows.push([name, 'NOT RUN', '', '']);
      continue;
    }
    say(`${name} …`);
    const [result, saw] = await check().then<[string, string], [string, string]>(
      (text) => ['proved', text],
      (error: unknown) => ['FAILED', error instanceof Error ? error.message : String(error)],
    );
    say(`  ${result}: ${saw}`);
    rows.push([name, result, `${((Date.now() - before) / 1000).toFixed(0)} s`, saw]);
  }

  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log();
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  console.log();
  if (!options.includes('--keep')) {
    say('removing the fleet …');
    await remove();
  }
  return rows.every(([, result]) => result === 'proved') ? 0 : 1;
};

setTimeout(() => {
  console.error('test:k8s took more than 15 minutes; what it applied may still be there: kubectl delete -f k8s/');
  process.exit(1);
}, 900_000).unref();
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
