import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMetrics } from '../src/metrics';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const measuredAndDropped = () => {
  const read = () => Promise.resolve(1);
  createMetrics('test-service', [{ name: 'held', help: 'Something that is read', read }]);
  return new WeakRef(read);
};

it('go with the service that was built, and hold on to nothing of it', async () => {
  const read = measuredAndDropped();
  // a WeakRef holds its target until the turn has ended
  await pause(1);
  collectGarbage();
  expect(read.deref()).toBeUndefined();
});
