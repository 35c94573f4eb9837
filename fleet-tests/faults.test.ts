import { prove } from '../proofs/faults/prove';

jest.setTimeout(300_000);

// `npm run proof:faults` is the long one
it('loses and doubles nothing while services and databases are killed and neighbours are out of order', async () => {
  const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000);
  // given again in FAULTS_SEED, it gives the same faults again
  console.log(`FAULTS_SEED=${seed}`);
  const said: string[] = [];
  const violations = await prove({ minutes: 0, seed, short: true }, (line) => said.push(line));
  expect({ violations, said: violations.length > 0 ? said : [] }).toEqual({ violations: [], said: [] });
});
