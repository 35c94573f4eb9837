import fc from 'fast-check';
import { serveDoctors } from './fixtures';
import { changesIn, dayLength, hoursOnTheWall, instantOf, type Hours } from './wall-clock';

const { db, addDoctor, putSchedule, intervalsOf } = serveDoctors();

const zones = [
  'America/New_York',
  'Europe/London',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Europe/Dublin',
  'America/Havana',
  'America/St_Johns',
  'Antarctica/Troll',
  'Pacific/Chatham',
];

const timeOf = (past: number) =>
  [Math.floor((past % dayLength) / 60), past % 60].map((part) => String(part).padStart(2, '0')).join(':');

const anything = fc.record({
  zone: fc.constantFrom(...zones),
  change: fc.nat(),
  start: fc.integer({ min: -4 * dayLength, max: 0 }),
  length: fc.integer({ min: 1, max: 8 * dayLength }),
  // pauses and blocks in turn, around the week
  steps: fc.array(fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 1440 })), {
    minLength: 1,
    maxLength: 12,
  }),
  first: fc.integer({ min: 0, max: dayLength }),
  away: fc.array(fc.tuple(fc.integer({ min: -4000, max: 8000 }), fc.integer({ min: 1, max: 3000 })), { maxLength: 3 }),
});

const weekOf = (steps: [number, number][], first: number): Hours[] => {
  const blocks: Hours[] = [];
  let at = first;
  for (const [pause, length] of steps) {
    const opens = at + pause;
    if (opens + length > first + 7 * dayLength) break;
    blocks.push({ day: Math.floor(opens / dayLength) % 7, opens: opens % dayLength, length });
    at = opens + length;
  }
  return blocks;
};

it('is what the clock on the wall says, for any hours, windows and times off', async () => {
  const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  const doctors = new Map<string, string>();
  for (const timeZone of zones) doctors.set(timeZone, await addDoctor({ timeZone }));
  await fc.assert(
    fc.asyncProperty(anything, async ({ zone, change, start, length, steps, first, away }) => {
      const changes = changesIn(zone);
      const from = Number(changes[change % changes.length]) + start;
      const blocks = weekOf(steps, first);
      const timesOff = away.map(([after, lasts]): [number, number] => [from + after, from + after + lasts]);

      const doctor = doctors.get(zone) as string;
      await putSchedule(
        doctor,
        blocks.map(({ day, opens, length: lasts }) => ({
          day: week[day],
          start: timeOf(opens),
          end: timeOf(opens + lasts),
        })),
      );
      await db().query(
        `with gone as (delete from time_off)
         insert into time_off (doctor_id, start_at, end_at)
         select $1, start_at, end_at from unnest($2::timestamptz[], $3::timestamptz[]) t (start_at, end_at)`,
        [
          doctor.split('/')[2],
          timesOff.map(([begins]) => instantOf(begins)),
          timesOff.map(([, ends]) => instantOf(ends)),
        ],
      );
      expect(await intervalsOf(doctor, instantOf(from), instantOf(from + length))).toEqual(
        hoursOnTheWall(zone, blocks, timesOff, from, from + length),
      );
    }),
    { seed: 20270314, numRuns: 200 },
  );
}, 120_000);
