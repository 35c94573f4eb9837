import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@hms/service-kit/migrations';
import { openDatabase } from '@hms/service-kit/postgres';
import { migrationFolders } from '@hms/service-kit/service';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';

it('leaves one of the entries that wait for the same twice', async () => {
  const { log } = captureLogs();
  const settings = await createTestDatabase('appointment-service', 'empty');
  const db = openDatabase(settings, log);
  atEnd(() => db.close());
  const [shared = '', own = ''] = migrationFolders('appointment-service', __dirname);
  const root = mkdtempSync(path.join(tmpdir(), 'hms-'));
  atEnd(async () => rmSync(root, { recursive: true }));
  const earlier = path.join(root, 'appointment-service');
  cpSync(own, earlier, { recursive: true });
  for (const file of readdirSync(earlier)) if (file >= '0004') rmSync(path.join(earlier, file));
  await migrate(settings, [shared, earlier], log);

  const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
  const [patient, doctor] = [id(8), id(9)];
  const entry = (n: number, status: string, from: string, to: string, specialty: string | null = null) =>
    db.query(
      `insert into waitlist_entries (id, patient_id, doctor_id, specialty, earliest_at, latest_at, duration_minutes, status)
       values ($1, $2, $3, $4, $5, $6, 30, $7)`,
      [id(n), patient, specialty ? null : doctor, specialty, `2031-10-${from}Z`, `2031-10-${to}Z`, status],
    );
  await entry(1, 'waiting', '01', '05');
  await entry(2, 'waiting', '04', '10');
  await entry(3, 'waiting', '09', '12');
  await entry(4, 'offered', '02', '03');
  await entry(5, 'accepted', '01', '12');
  await entry(6, 'waiting', '01', '12', 'Cardiology');
  await entry(7, 'waiting', '01', '12', 'CARDIOLOGY');
  await migrate(settings, [shared, own], log);
  const left = await db.query<{ id: string; status: string; because: string | null }>(
    'select id, status, ended_because as because from waitlist_entries order by id',
  );
  const because = expect.stringContaining('another entry') as string;
  expect(left).toEqual([
    { id: id(1), status: 'cancelled', because },
    { id: id(2), status: 'waiting', because: null },
    { id: id(3), status: 'cancelled', because },
    { id: id(4), status: 'offered', because: null },
    { id: id(5), status: 'accepted', because: null },
    { id: id(6), status: 'waiting', because: null },
    { id: id(7), status: 'cancelled', because },
  ]);
});
