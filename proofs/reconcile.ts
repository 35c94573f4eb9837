import { lastWordsOn } from '../fleet/src/fault';
import { readArguments } from '../fleet/src/read-arguments';
import { reconcile } from './reconciliation';

// the home is read where the databases are opened
readArguments('npm run reconcile [-- --home .fleet]', { options: { home: { type: 'string' } } });

const main = async (): Promise<void> => {
  const { compared, differences } = await reconcile();
  for (const { paymentId, difference } of differences) console.log(`${paymentId}  ${difference}`);
  console.log(`${compared} payments compared, ${differences.length} differences`);
  process.exitCode = differences.length > 0 ? 1 : 0;
};

main().catch((error: unknown) => {
  console.error(lastWordsOn(error));
  process.exit(1);
});
