import type { Draft } from '../draft';
import { exchange } from '../exchange';
import { knowNothing } from '../known';
import { requestMaker } from '../make-request';
import { shrink } from '../shrink/shrink';
import { closeConnections, isSendable } from '../transport';
import { startPlantedFaults } from './planted-faults';

let planted: Awaited<ReturnType<typeof startPlantedFaults>>;
beforeAll(async () => {
  planted = await startPlantedFaults();
});
afterAll(async () => {
  closeConnections();
  await planted.close();
});

const slowMs = 15_000;
const kind = 'a fault of the service';

const curl = (method: string, rest: string) => `curl -i --path-as-is -X ${method} '${planted.service.url}/notes${rest}`;
const withBody = (body: string) => curl('POST', `' -H 'Content-Type: application/json' --data-binary '${body}'`);

it.each([1, 2, 3])('shrinks each fault to the smallest request that shows it (seed %i)', async (seed) => {
  const maker = requestMaker(planted.service.operations, knowNothing(), seed);
  const found = new Map<number, Draft>();
  for (let number = 0; found.size < 3 && number < 5000; number++) {
    const draft = maker.make(number);
    if (!isSendable(draft)) continue;
    for (const { answer, judgements } of await exchange(draft, slowMs))
      if (judgements.some((one) => one.kind === kind) && !found.has(answer.status)) found.set(answer.status, draft);
  }
  const smallest = async (status: number) => {
    const draft = found.get(status);
    return draft && (await shrink(draft, { status, kind }, maker.requests, slowMs)).command;
  };
  expect(await smallest(500)).toBe(withBody('{"text":"%"}'));
  expect(await smallest(501)).toBe(withBody('{"amount":1001}'));
  expect(await smallest(502)).toBe(curl('GET', `?search=${'a'.repeat(30)}'`));
});
