import { instant, instantInQuery } from '../src/schema';

it.each(['2026-12-01T09:00:00+01:00', '2026-12-01T08:00:00.123456789Z', '2028-02-29T00:00:00Z'])('takes %s', (time) => {
  expect(instant.parse(time)).toBe(time);
  expect(instantInQuery.parse(time.replace('+', ' '))).toBe(time);
});

// PostgreSQL refuses a text that long, and that would be a fault of the service
it.each([10, 400])('refuses %i decimals of a second', (decimals) => {
  const time = `2026-12-01T08:00:00.${'1'.repeat(decimals)}Z`;
  expect(instant.safeParse(time).error?.issues).toMatchObject([
    { message: 'must have at most 9 decimals of a second' },
  ]);
});
