import { listStatement, type ListPlan } from '../src/paging';

const plan: ListPlan = {
  from: 'visits_view v',
  key: [{ column: 'v.start_at', type: 'timestamptz' }],
  direction: 'asc',
  filters: {},
};
const statement = (time: string) =>
  listStatement(plan, { limit: 5, cursor: Buffer.from(JSON.stringify([time])).toString('base64url') });

it.each(['2026-02-28 23:59:59.999999+00', '2028-02-29 00:00:00+00', '0001-01-01 00:00:00+00'])('takes %s', (time) => {
  expect(statement(time).values).toContain(time);
});

// JavaScript takes some of them for another day, and PostgreSQL takes none
it.each([
  '2026-02-29 00:00:00+00',
  '2026-02-30 00:00:00+00',
  '2026-04-31 12:00:00.5+00',
  '2026-13-01 00:00:00+00',
  '2026-01-01 25:00:00+00',
  '2026-01-01 00:00:60+00',
  '0000-01-01 00:00:00+00',
])('refuses %s, which is no time', (time) => {
  expect(() => statement(time)).toThrow(expect.objectContaining({ kind: expect.objectContaining({ status: 400 }) }));
});
