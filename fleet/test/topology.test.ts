import { largestPortOffset, withPortOffset } from '../src/topology';

// Linux gives 32768 to 60999 to outgoing connections: a port among them is taken now and then, and the fleet does not start
it('listens below the ports that are given to outgoing connections', () => {
  const moved = withPortOffset(largestPortOffset);
  const ports = [...withPortOffset(0), ...moved].flatMap(({ port, database }) => [port, database.port]);
  expect(ports.filter((port) => port >= 32_768)).toEqual([]);
});

it('gives every service and database a port of its own', () => {
  const ports = withPortOffset(0).flatMap(({ port, database }) => [port, database.port]);
  expect(new Set(ports).size).toBe(ports.length);
});
