// Writes the collection from steps.ts, the OpenAPI documents of a running fleet, and what that fleet answers.
//   npm run postman              against the local fleet
//   npm run postman -- <url> [<home>]   against another, by the url of its gateway: its services answer on the ports after that
//                                       one; <home> is its folder, such as .fleet/other, where the password is
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, type NewmanRunSummary } from 'newman';
import { passwordOf } from '../fleet/src/tokens';
import { services } from '../fleet/src/topology';
import { collectionOf, type Collection } from './collection';
import type { OpenApi } from './operations';
import { steps } from './steps';

const names = services.map(({ name }) => name.replace(/-service$/, ''));

const addressesFrom = (base: string): Record<string, string> => {
  const url = new URL(base);
  return Object.fromEntries(
    [['gateway', 0] as const, ...names.map((name, i) => [name, 1 + i] as const), ['identity', 10] as const].map(
      ([name, i]) => [`${name}Url`, `${url.protocol}//${url.hostname}:${Number(url.port) + i}`],
    ),
  );
};

const documentsOf = (addresses: Record<string, string>): Promise<OpenApi[]> =>
  Promise.all(
    names.map(async (name) => (await (await fetch(`${addresses[`${name}Url`]}/openapi.json`)).json()) as OpenApi),
  );

const runAll = (collection: Collection, addresses: Record<string, string>): Promise<NewmanRunSummary> =>
  new Promise((resolve, reject) => {
    const envVar = Object.entries({ ...addresses, samplePassword }).map(([key, value]) => ({ key, value }));
    run({ collection: collection, envVar, reporters: 'cli' }, (error, summary) => {
      const failures = summary.run.failures.map((failure) => `${failure.source?.name ?? ''}: ${failure.error.message}`);
      if (error) reject(error);
      else if (failures.length > 0) reject(new Error(failures.join('\n')));
      else resolve(summary);
    });
  });

const shownHeaders = ['content-type', 'etag', 'location', 'retry-after', 'link'];

const exampleBody = (contentType: string | undefined, text = ''): string =>
  contentType?.includes('json') ? JSON.stringify(JSON.parse(text), null, 2) : '';

/** What was answered becomes each request's example. */
const addExamples = (collection: Collection, { run: { executions } }: NewmanRunSummary): void => {
  const items = collection.item.flatMap((folder) => folder.item);
  executions.forEach(({ response }, i) => {
    const item = items[i];
    if (!item) return;
    item.response = [
      {
        name: `${response.code} ${response.status}`,
        originalRequest: item.request,
        status: response.status,
        code: response.code,
        _postman_previewlanguage: 'json',
        header: response.headers
          .all()
          .filter(({ key }) => shownHeaders.includes(key.toLowerCase()))
          .map(({ key, value }) => ({ key, value })),
        body: exampleBody(
          response.headers.get('content-type') as string | undefined,
          response.stream?.toString('utf8'),
        ),
      },
    ];
  });
};

const samplePassword = passwordOf(path.resolve(process.argv[3] ?? '.fleet'));

const write = async (base: string) => {
  const addresses = addressesFrom(base);
  const collection = collectionOf(steps, await documentsOf(addresses));
  addExamples(collection, await runAll(collection, addresses));
  const file = path.join(__dirname, 'hospital-fleet.postman_collection.json');
  writeFileSync(file, `${JSON.stringify(collection, null, 2)}\n`);
  console.log(`${collection.item.flatMap(({ item }) => item).length} requests written`);
};

write(process.argv[2] ?? 'http://localhost:3000').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
