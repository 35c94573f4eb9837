import { createTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { openDatabase } from '../src/database';
import { dayIn, knowsTimeZone, latestToday, timeZone } from '../src/time-zone';

it('takes a zone with a slash, or UTC, and no abbreviation', () => {
  const taken = (name: string) => timeZone.safeParse(name).success;
  for (const name of ['UTC', 'Asia/Kolkata', 'America/Argentina/Ushuaia', 'Etc/GMT+5']) expect(taken(name)).toBe(true);
  for (const name of ['IST', 'CET', 'BST', 'AST', 'CST', 'VST', 'GMT', '+02:00', 'Mars/Base', '', 'utc+2', 'EST5EDT']) {
    expect({ name, taken: taken(name) }).toEqual({ name, taken: false });
  }
});

it('asks PostgreSQL, whose list is another, and tells it the hospital’s zone', async () => {
  const settings = await createTestDatabase('billing-service');
  const db = openDatabase({ ...settings, timeZone: 'Pacific/Auckland' }, captureLogs().log);
  expect(await knowsTimeZone(db, 'Asia/Kolkata')).toBe(true);
  expect(await knowsTimeZone(db, 'US/Pacific-New')).toBe(false);
  expect(await db.query(`select hospital_day('2026-12-31T12:00:00Z')::text as day`)).toEqual([{ day: '2027-01-01' }]);
  await db.close();
  const without = openDatabase(settings, captureLogs().log);
  expect(await without.query(`select hospital_day('2026-12-31T12:00:00Z')::text as day`)).toEqual([
    { day: '2026-12-31' },
  ]);
  await without.close();
});

it('names the day that a calendar shows', () => {
  const at = Date.parse('2026-12-31T23:30:00Z');
  expect([dayIn('UTC', at), dayIn('Europe/Berlin', at), dayIn('America/New_York', at)]).toEqual([
    '2026-12-31',
    '2027-01-01',
    '2026-12-31',
  ]);
  expect(latestToday() >= dayIn('UTC')).toBe(true);
});
