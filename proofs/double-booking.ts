// npm run proof:double-booking [-- --bookings 5000] [--seed 1] [--home .fleet]
// Books through the running fleet (FLEET_URL) as hard as it can, with new doctors and patients of its own, and then looks
// for any two live appointments that overlap. It also tries every door with patients who have died, are inactive or unknown:
// none of them may be booked. Ends with 1 if it finds one, or an answer that is none.
import { setTimeout as pause } from 'node:timers/promises';
import { lastWordsOn } from '../fleet/src/fault';
import { readArguments, readNumber } from '../fleet/src/read-arguments';
import { bookedAmong, tryDoors } from './double-booking/doors';
import { overlapsAmong, overlapsInDatabase, type Appointment } from './double-booking/overlaps';
import {
  create,
  inParallel,
  listAll,
  openDatabaseOf,
  randomFrom,
  send,
  urlOf,
  type HttpResponse,
} from './fleet-client';

const usage = 'npm run proof:double-booking [-- --bookings 5000] [--seed 1] [--home .fleet]';
const { values: options } = readArguments(usage, {
  options: {
    bookings: { type: 'string', default: '5000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    home: { type: 'string', default: '.fleet' },
  },
});

const random = randomFrom(readNumber(options.seed, usage));
const bookings = readNumber(options.bookings, usage, 1);
const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)] as T;
const minute = 60_000;

// two weeks of next year that hold the night in which New York puts its clocks back, the first Sunday of November
const year = new Date().getUTCFullYear() + 1;
const november = new Date(Date.UTC(year, 10, 1));
const clockChange = Date.UTC(year, 10, 1 + ((7 - november.getUTCDay()) % 7), 6);
const begin = clockChange - 10 * 24 * 60 * minute;

/** The same instant as people in different places write it. */
const written = (instant: number): string => {
  const offset = pick([0, -300, -240, 330, 345, 600, 780]);
  const local = new Date(instant + offset * minute).toISOString().slice(0, 19);
  const [hours, rest] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
};

const randomStart = (): number =>
  random() < 0.3
    ? clockChange + Math.floor(random() * 48 - 24) * 5 * minute
    : begin + Math.floor(random() * 14 * 24 * 12) * 5 * minute;

let turnedAway = 0;
/** Once more after a while where the service has too much to do, as it asks for. */
const book = async (
  doctorId: string,
  patientId: string,
  start: number,
  durationMinutes: number,
): Promise<HttpResponse> => {
  const body = { doctorId, patientId, time: written(start), durationMinutes };
  for (let tries = 1; ; tries++) {
    const answer = await send('POST', `${urlOf('appointment')}/appointments`, body);
    if (answer.body['type'] !== '/problems/overloaded' || tries === 20) return answer;
    turnedAway++;
    await pause(1000 + Math.random() * 2000);
  }
};

const isAccepted = ({ status }: HttpResponse) => status === 201 || status === 202;
const isExplained = ({ status, body }: HttpResponse) =>
  (status === 409 || status === 422) && typeof body['rule'] === 'string' && typeof body['detail'] === 'string';

const tally = (answers: HttpResponse[]): string => {
  const counts = new Map<string, number>();
  for (const { status, body } of answers) {
    const kind = `${status}${typeof body['rule'] === 'string' ? ` ${body['rule']}` : ''}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} × ${kind}`).join(', ');
};

const prove = async (): Promise<boolean> => {
  console.log(`seed ${options.seed}; the fleet at ${urlOf('appointment')} and the ports after it`);
  const run = Date.now().toString(36);
  const doctors = await inParallel(
    'doctors',
    Array.from({ length: 9 }, (_, i) => i),
    3,
    (n) =>
      create(`${urlOf('doctor')}/doctors`, {
        givenName: 'Proof',
        familyName: `Doctor ${n}`,
        specialty: 'Proof of no double booking',
        licenseNumber: `PROOF-${run}-${n}`,
        timeZone: 'America/New_York',
      }),
  );
  const patients = await inParallel(
    'patients',
    Array.from({ length: 200 }, (_, i) => i),
    8,
    (n) => create(`${urlOf('patient')}/patients?allowDuplicate=true`, { givenName: `Proof ${n}`, familyName: run }),
  );
  const [wanted = '', ...others] = doctors;

  const one = Array.from({ length: 1000 }, (_, i) => i);
  const atOnce = await inParallel('bookings of one slot, all at once', one, one.length, () =>
    book(wanted, pick(patients), clockChange, 30),
  );
  const many = Array.from({ length: bookings }, (_, i) => i);
  const overlapping = await inParallel('random bookings, 100 at a time', many, 100, () =>
    book(pick(others), pick(patients.slice(0, 60)), randomStart(), 5 * (1 + Math.floor(random() * 24))),
  );

  const answers = [...atOnce, ...overlapping];
  const live: Appointment[] = [];
  await inParallel('doctors read back', doctors, 3, async (doctorId) => {
    const address = `${urlOf('appointment')}/appointments?doctorId=${doctorId}`;
    for await (const appointment of listAll<Appointment>(address)) {
      if (!['cancelled', 'noshow'].includes(appointment.status)) live.push(appointment);
    }
  });
  const wrong = answers.filter((answer) => !isAccepted(answer) && !isExplained(answer));
  const rows: [string, number | string, boolean][] = [
    [
      '1,000 bookings of one slot at once: accepted',
      atOnce.filter(isAccepted).length,
      atOnce.filter(isAccepted).length === 1,
    ],
    ['', tally(atOnce), true],
    ['turned away for a moment, and sent again', turnedAway, true],
    [
      `${many.length} random ones over two weeks and a change of clocks: accepted`,
      overlapping.filter(isAccepted).length,
      true,
    ],
    ['', tally(overlapping), true],
    ['answers that are neither accepted nor a 409 or 422 with its rule', wrong.length, wrong.length === 0],
    ['live appointments of these doctors, read back', live.length, live.length === answers.filter(isAccepted).length],
    ['of them overlapping for a doctor', overlapsAmong(live, 'doctorId'), overlapsAmong(live, 'doctorId') === 0],
    ['of them overlapping for a patient', overlapsAmong(live, 'patientId'), overlapsAmong(live, 'patientId') === 0],
  ];
  const attempts = await tryDoors(run);
  const letIn = attempts.filter(({ answer }) => ![409, 422].includes(answer.status));
  const booked = await bookedAmong(attempts);
  rows.push(
    ['tries to get the dead, inactive and unknown in, by every door', attempts.length, true],
    ['', tally(attempts.map(({ answer }) => answer)), true],
    [`of them let in${letIn.map(({ what }) => ` (${what})`).join('')}`, letIn.length, letIn.length === 0],
    [`of them booked${booked.map((what) => ` (${what})`).join('')}`, booked.length, booked.length === 0],
  );
  const database = await openDatabaseOf('appointment', options.home);
  if (database) {
    const { rows: found } = await database.query<{ live: number; doctors: number; patients: number }>(
      overlapsInDatabase,
    );
    await database.end();
    const [row = { live: 0, doctors: -1, patients: -1 }] = found;
    rows.push(
      ['live appointments in the whole database', row.live, true],
      ['pairs of them that overlap for a doctor, none overbooked', row.doctors, row.doctors === 0],
      ['pairs of them that overlap for a patient', row.patients, row.patients === 0],
    );
  } else {
    rows.push(['the database', 'WAS NOT READ: set APPOINTMENT_DATABASE_URL', true]);
  }
  console.log();
  for (const [what, value, right] of rows)
    console.log(`${right ? '      ' : 'WRONG '}${what}${what ? ': ' : '  '}${value}`);
  return rows.every(([, , right]) => right);
};

prove().then(
  (proved) => {
    console.log(proved ? '\nproved: nobody was booked twice, and nobody who may not be' : '\nNOT PROVED');
    process.exitCode = proved ? 0 : 1;
  },
  (error: unknown) => {
    console.error(lastWordsOn(error));
    process.exitCode = 1;
  },
);
