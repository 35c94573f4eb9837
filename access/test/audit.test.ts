import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import pg from 'pg';
import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type TestedService } from '../../service-kit/testing/service';
import { auditList } from '../../service-kit/src/audit-routes';
import type { Database } from '../../service-kit/src/database';
import { openTestDatabase } from '../../service-kit/testing/database';
import { captureLogs } from '../../service-kit/testing/logs';
import { itServesEveryFilter } from '../../service-kit/testing/plans';
import { answers, isUnavailable, nobody, startStubUpstream } from '../../service-kit/testing/stub-upstream';

const serviceNamed = (name: string) => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  return service;
};

interface Event {
  position: number;
  operation: string;
  outcome: string;
  status: number | null;
  subject: string;
  through: string | null;
  client: string | null;
  patientIds: string[];
  requestId: string | null;
}
interface Proof {
  whole: boolean;
  checked: number;
  faults: { position: number; what: string }[];
}
interface Registered {
  body: { id: string };
}

const rosa = bearer({ sub: 'rosa', name: 'Rosa Marin', roles: ['receptionist'], client_id: 'desk' });
const noor = bearer({ sub: 'noor', name: 'Noor', roles: ['nurse'] });
const audit = bearer({ sub: 'aldo', roles: ['auditor'] });
const ofPatient = (id: string) => bearer({ sub: `patient ${id}`, roles: ['patient'], patient_id: id });

let patients: TestedService;
let names = 0;
const register = async (service = patients): Promise<string> => {
  const body = { givenName: 'Ada', familyName: `Number ${++names}`, birthDate: `19${10 + (names % 80)}-01-01` };
  const { body: made } = (await service.served.api.post('/patients').set(rosa).send(body)) as Registered;
  return made.id;
};
const eventsOf = async (query: object, service = patients): Promise<Event[]> => {
  const { body } = await service.served.api
    .get('/audit')
    .set(audit)
    .query({ limit: 200, ...query });
  return (body as { data: Event[] }).data.filter(({ operation }) => operation !== 'listAuditEvents');
};
const prove = async (service: TestedService, query: object = {}): Promise<Proof> =>
  (await service.served.api.get('/audit/proof').set(audit).query(query)).body as Proof;

beforeAll(async () => {
  patients = await startForTest(serviceNamed('patient-service'), { environment: { APPOINTMENT_SERVICE_URL: nobody } });
});

describe('what is recorded', () => {
  it('has an event for each read, write and refusal, with who, what, whose, and how it ended', async () => {
    const id = await register();
    const { api } = patients.served;
    await api.get(`/patients/${id}`).set(noor).set('x-request-id', 'the-read');
    await api.patch(`/patients/${id}`).set(rosa).send({ givenName: 'Ada Maria' });
    await api.patch(`/patients/${id}`).set(rosa).send({ birthDate: 'never' });
    await api.get(`/patients/${id}`).set(bearer({ sub: 'otto', roles: ['cashier'] }));
    await api
      .patch(`/patients/${id}`)
      .set(bearer({ sub: 'otto', roles: ['cashier'] }))
      .send({ givenName: 'X' });
    const seen = await eventsOf({ patientId: id });
    expect(seen.map(({ subject, operation, outcome, status }) => [subject, operation, outcome, status])).toEqual([
      ['otto', 'changePatient', 'refused', 403],
      ['otto', 'getPatient', 'shown', 200],
      ['rosa', 'changePatient', 'refused', 400],
      ['rosa', 'changePatient', 'changed', 200],
      ['noor', 'getPatient', 'shown', 200],
      ['rosa', 'registerPatient', 'changed', 201],
    ]);
    expect(seen.every(({ patientIds }) => patientIds.length === 1 && patientIds[0] === id)).toBe(true);
    expect(seen.find(({ requestId }) => requestId === 'the-read')).toMatchObject({
      subject: 'noor',
      client: 'payment-service',
    });
  });

  it('has the ids of all who are shown by a list, and a search that found nobody', async () => {
    const ids = [await register(), await register(), await register()];
    await patients.served.api.get('/patients').set(rosa).query({ limit: 3 }).set('x-request-id', 'the-list');
    await patients.served.api.get('/patients').set(rosa).query({ name: 'Nobodyatall' }).set('x-request-id', 'none');
    const [list] = await eventsOf({ requestId: 'the-list' });
    expect(list).toMatchObject({ operation: 'listPatients', outcome: 'shown' });
    expect(list?.patientIds.toSorted()).toEqual(ids.toSorted());
    expect(await eventsOf({ requestId: 'none' })).toMatchObject([{ outcome: 'nothing-shown', patientIds: [] }]);
  });

  it('has the same event of a list that the caller holds already', async () => {
    const ids = [await register(), await register()];
    const list = () => patients.served.api.get('/patients').set(rosa).query({ limit: 2 });
    const { headers } = await list();
    await list().set('if-none-match', String(headers['etag'])).set('x-request-id', 'held').expect(304);
    const [held] = await eventsOf({ requestId: 'held' });
    expect(held).toMatchObject({ operation: 'listPatients', outcome: 'shown' });
    expect(held?.patientIds.toSorted()).toEqual(ids.toSorted());
  });

  it('has those whom a refusal shows as duplicates', async () => {
    const body = { givenName: 'Zelda', familyName: 'Doppel', birthDate: '1970-02-03' };
    const { body: first } = (await patients.served.api.post('/patients').set(rosa).send(body)) as Registered;
    await patients.served.api.post('/patients').set(noor).send(body).set('x-request-id', 'again').expect(409);
    expect(await eventsOf({ requestId: 'again' })).toMatchObject([
      { outcome: 'refused', status: 409, patientIds: [first.id] },
    ]);
  });

  it('has a replay by an Idempotency-Key, and a refusal that is remembered, each as what it is', async () => {
    const send = (requestId: string, body: object) =>
      patients.served.api
        .post('/patients')
        .set({
          ...rosa,
          'idempotency-key': String(body && 'familyName' in body && body.familyName),
          'x-request-id': requestId,
        })
        .send(body);
    const body = { givenName: 'Kay', familyName: 'Keyed', birthDate: '1966-06-06' };
    await send('first', body).expect(201);
    await send('second', body).expect(201);
    const twin = { ...body, familyName: 'Keyd' };
    await send('refused', twin).expect(409);
    expect(await eventsOf({ requestId: 'first' })).toMatchObject([{ outcome: 'changed' }]);
    expect(await eventsOf({ requestId: 'second' })).toMatchObject([{ operation: 'registerPatient', status: 201 }]);
    expect(await eventsOf({ requestId: 'refused' })).toMatchObject([{ outcome: 'refused', status: 409 }]);
  });

  it('has the patient whose record a paper, a 404 and a refusal are of', async () => {
    const billing = await startForTest(serviceNamed('billing-service'));
    const id = await register();
    const { api } = billing.served;
    const made = (await api
      .post('/bills')
      .send({ patientId: id, amount: 10, details: 'Visit' })
      .expect(201)) as Registered;
    const bill = `/bills/${made.body.id}`;
    await api.get(`${bill}.pdf`).set(audit);
    await api.get(bill).set(ofPatient('01900000-0000-7002-8000-000000000009')).expect(404);
    await api.post(`${bill}/issue`).set(rosa).expect(403);
    const seen = await eventsOf({ patientId: id }, billing);
    expect(seen.map(({ operation, outcome, status }) => [operation, outcome, status])).toEqual([
      ['issueDraft', 'refused', 403],
      ['getBill', 'refused', 404],
      ['printBill', 'shown', 200],
      ['issueBill', 'changed', 201],
    ]);
  });

  it('has the person for whom a service asks, and for whom a job completes what waited', async () => {
    const billing = await startStubUpstream(isUnavailable);
    const payments = await startForTest(serviceNamed('payment-service'), {
      environment: { BILLING_SERVICE_URL: billing.url },
    });
    const patientId = '01900000-0000-7002-8000-000000000001';
    const carla = { issuer: 'x', subject: 'carla', name: 'Carla', roles: ['cashier'] };
    const forCarla = {
      ...bearer({ sub: 'desk-service', roles: ['service', 'cashier'] }),
      'x-acting-for': Buffer.from(JSON.stringify(carla)).toString('base64url'),
    };
    const taken = await payments.served.api
      .post('/payments')
      .set(forCarla)
      .send({ patientId, amount: 10, currency: 'USD', method: 'cash' })
      .expect(202);
    expect(taken.body).toMatchObject({ patientId });
    billing.behave(answers(200, { patientId, depositedAmount: 10 }));
    const pending = await payments.db.query<{ job: string; recordId: string; patients: string[] }>(
      'select job, record_id as "recordId", patient_ids::text[] as patients from pending_operations where not upkeep',
    );
    expect(pending).toMatchObject([{ patients: [patientId] }]);
    await payments.served.api.get('/pending-operations').expect(200);
    const [{ id } = { id: '' }] = (
      (await payments.served.api.get('/pending-operations')).body as { data: { id: string }[] }
    ).data;
    await payments.served.api.post(`/pending-operations/${id}/attempt`);
    const seen = await eventsOf({ subject: 'carla' }, payments);
    expect(seen.map(({ operation, through, patientIds }) => [operation, through, patientIds])).toEqual([
      [pending[0]?.job, pending[0]?.job, [patientId]],
      ['takePayment', 'desk-service', [patientId]],
    ]);
  });
});

it('has the patient of a payment for a bill, whom only billing-service knows, at once and by the job', async () => {
  const billing = await startStubUpstream(isUnavailable);
  const payments = await startForTest(serviceNamed('payment-service'), {
    environment: { BILLING_SERVICE_URL: billing.url },
  });
  const patientId = '01900000-0000-7002-8000-000000000001';
  const billId = '01900000-0000-7004-8000-000000000001';
  const carla = bearer({ sub: 'carla', roles: ['cashier'] });
  const pay = (amount: number) =>
    payments.served.api.post('/payments').set(carla).send({ billId, amount, currency: 'USD', method: 'cash' });
  const waiting = await pay(10).expect(202);
  billing.behave(answers(201, { id: billId, patientId, currency: 'USD', payment: { depositedAmount: 0 } }));
  await pay(11).expect(201);
  const pending = (
    (await payments.served.api.get('/pending-operations')).body as { data: { id: string; recordId: string }[] }
  ).data;
  const { id } = pending.find(({ recordId }) => recordId === (waiting.body as { id: string }).id) ?? { id: '' };
  expect((await payments.served.api.post(`/pending-operations/${id}/attempt`)).body).toMatchObject({
    state: 'complete',
  });
  const seen = await eventsOf({ patientId }, payments);
  expect(seen.map(({ operation, subject }) => [operation, subject])).toEqual([
    ['settle-payment', 'carla'],
    ['takePayment', 'carla'],
  ]);
});

it('has who verifies a prescription without a token, and whose it is', async () => {
  const service = await startForTest(serviceNamed('prescription-service'), {
    environment: { PATIENT_SERVICE_URL: nobody },
  });
  const patientId = '01900000-0000-7002-8000-000000000001';
  await service.db.query(
    `insert into prescriptions (patient_id, doctor_id, medication, quantity, status)
     values ($1, uuidv7(), '{"name": "Warfarin 3 mg"}', 28, 'active')`,
    [patientId],
  );
  const [{ id } = { id: '' }] = await service.db.query<{ id: string }>('select id from prescriptions');
  const { body } = await service.served.api.get(`/prescriptions/${id}/code`).expect(200);
  const verify = (code: string) =>
    fetch(`${service.served.url}/prescriptions/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'a-scan' },
      body: JSON.stringify({ code }),
    });
  expect(await (await verify((body as { code: string }).code)).json()).toMatchObject({ result: 'valid' });
  expect(await (await verify('a.b.c')).json()).toMatchObject({ result: 'forged' });
  expect(await eventsOf({ requestId: 'a-scan' }, service)).toMatchObject([
    { operation: 'verifyPrescription', outcome: 'shown', subject: 'anybody', patientIds: [patientId] },
  ]);
});

describe('who sees it', () => {
  it('tells patients in words who has seen them, and nobody else', async () => {
    const id = await register();
    await patients.served.api.get(`/patients/${id}`).set(noor);
    const { body } = await patients.served.api.get(`/patients/${id}/accesses`).set(ofPatient(id)).expect(200);
    expect((body as { data: object[] }).data).toMatchObject([
      { who: 'Noor', roles: ['nurse'], did: 'Read a patient', outcome: 'shown' },
      { who: 'Rosa Marin', roles: ['receptionist'], did: 'Register a patient', outcome: 'changed' },
    ]);
    const other = await register();
    await patients.served.api.get(`/patients/${other}/accesses`).set(ofPatient(id)).expect(404);
    await patients.served.api.get(`/patients/${other}/accesses`).set(rosa).expect(403);
    await patients.served.api.get('/audit').set(rosa).expect(403);
    await patients.served.api.get('/audit').set(ofPatient(id)).expect(403);
  });

  it('pages without repeating or skipping, while more is recorded', async () => {
    const id = await register();
    for (let i = 0; i < 5; i++) await patients.served.api.get(`/patients/${id}`).set(noor);
    const positions: number[] = [];
    let cursor: string | null | undefined;
    do {
      const { body } = await patients.served.api
        .get('/audit')
        .set(audit)
        .query({ subject: 'noor', patientId: id, limit: 2, ...(cursor && { cursor }) });
      const seen = body as { data: Event[]; nextCursor: string | null };
      positions.push(...seen.data.map(({ position }) => position));
      cursor = seen.nextCursor;
      await patients.served.api.get(`/patients/${id}`).set(noor);
    } while (cursor);
    expect(positions).toHaveLength(5);
    expect(new Set(positions).size).toBe(5);
  });
});

describe('the chain', () => {
  /** The database's own superuser, whom no right and no trigger stops. */
  const tamper = async ({ db }: TestedService, sql: string): Promise<void> => {
    const { host, port, database, user, password } = db.settings;
    const client = new pg.Client({ host, port, database, user, password });
    await client.connect();
    try {
      await client.query(`grant update, delete on audit_events to current_user`);
      await client.query('alter table audit_events disable trigger user');
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const withEvents = async (): Promise<TestedService> => {
    const service = await startForTest(serviceNamed('patient-service'), {
      environment: { APPOINTMENT_SERVICE_URL: nobody },
    });
    for (let i = 0; i < 9; i++) await register(service);
    expect(await prove(service)).toMatchObject({ whole: true });
    return service;
  };

  const changes = [
    [
      'changed',
      `update audit_events set event = event || '{"subject": "somebody"}' where position = 4`,
      4,
      'the row was changed',
    ],
    [
      'given another patient',
      `update audit_events set patient_ids = '{}' where position = 4`,
      4,
      'the row was changed',
    ],
    [
      'moved in time',
      `update audit_events set recorded_at = recorded_at - interval '1 microsecond' where position = 4`,
      4,
      'the row was changed',
    ],
    ['removed', 'delete from audit_events where position = 4', 5, 'rows before it are missing'],
    ['removed at the beginning', 'delete from audit_events where position = 1', 2, 'rows before it are missing'],
    [
      'put in',
      `insert into audit_events (position, recorded_at, patient_ids, event, previous, hash)
       select position, recorded_at + interval '1 microsecond', patient_ids, event, previous,
         audit_hash(previous, position, recorded_at + interval '1 microsecond', patient_ids, event)
       from audit_events where position = 4`,
      4,
      'a row was put in',
    ],
    [
      'swapped',
      `update audit_events e set event = o.event, patient_ids = o.patient_ids, recorded_at = o.recorded_at,
         previous = o.previous, hash = o.hash
       from audit_events o where e.position in (4, 5) and o.position = 9 - e.position`,
      4,
      'the row was changed',
    ],
    ['removed at the end', 'delete from audit_events where position >= 8', 7, 'the rows after it are missing'],
  ] as const;
  it.each(changes)('shows a row that was %s', async (_what, sql, position, what) => {
    const service = await withEvents();
    await tamper(service, sql);
    const { whole, faults } = await prove(service);
    expect(whole).toBe(false);
    expect(faults[0]).toEqual({ position, what });
    // in small parts as in a large one
    const first = await prove(service, { limit: 4 });
    const rest = await prove(service, { after: 4, limit: 100 });
    expect([...first.faults, ...rest.faults]).not.toEqual([]);
  });

  it('shows by a head that was kept that the end was cut off and written anew', async () => {
    const service = await withEvents();
    const { body: head } = await service.served.api.get('/audit/head').set(audit);
    const { signed, key, position, hash } = head as { signed: string; key: JsonWebKey; position: number; hash: string };
    const [header = '', payload = '', signature = ''] = signed.split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
    expect(read(header)).toMatchObject({ alg: 'ES256', typ: 'audit-head+jwt' });
    expect(read(payload)).toMatchObject({ service: 'patient-service', position, hash });
    const publicKey = { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
    const isSigned = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      publicKey,
      Buffer.from(signature, 'base64url'),
    );
    expect(isSigned).toBe(true);
    expect(await prove(service, { position, hash })).toMatchObject({ whole: true });
    await tamper(
      service,
      `delete from audit_events where position > 3;
       update audit_head h set position = e.position, hash = e.hash, recorded_at = e.recorded_at
       from audit_events e where e.position = 3`,
    );
    for (let i = 0; i < 12; i++) await register(service);
    expect(await prove(service)).toMatchObject({ whole: true });
    expect(await prove(service, { position, hash })).toMatchObject({ whole: false, faults: [{ position }] });
  });

  it('refuses the service itself to change, remove or empty it', async () => {
    const { db } = await withEvents();
    const attempts = [
      `update audit_events set event = '{}'`,
      'delete from audit_events',
      'truncate audit_events',
      'delete from audit_retired',
    ];
    const refusal = /permission denied|keeps history|loses nothing/;
    for (const sql of attempts) await expect(db.query(sql)).rejects.toThrow(refusal);
    // in one transaction, or the chain may have taken the row by then
    const waiting = db.transaction(async (tx) => {
      await tx.query(
        `insert into audit_waiting (patient_ids, event) values ('{}', '{"subject": "s", "operation": "o"}')`,
      );
      await tx.query('delete from audit_waiting');
    });
    await expect(waiting).rejects.toThrow(refusal);
  });

  it('removes whole months that were kept long enough, and stays provable', async () => {
    const service = await withEvents();
    await tamper(
      service,
      `delete from audit_events; select ensure_audit_month('2001-05-05');
       update audit_head set position = 0, hash = (select hash from audit_retired where position = 0), recorded_at = '-infinity'`,
    );
    // three rows of long ago, by the same hash
    await tamper(
      service,
      `do $$ declare before bytea := (select hash from audit_retired where position = 0); made bytea; begin
         for i in 1..3 loop
           made := audit_hash(before, i, '2001-05-05'::timestamptz, '{}', '{"subject": "s", "operation": "o"}');
           insert into audit_events (position, recorded_at, patient_ids, event, previous, hash)
           values (i, '2001-05-05', '{}', '{"subject": "s", "operation": "o"}', before, made);
           before := made;
         end loop;
         update audit_head set position = 3, hash = before, recorded_at = '2001-05-05';
       end $$`,
    );
    await register(service);
    expect(await prove(service)).toMatchObject({ whole: true, checked: 4 });
    expect(await service.db.query('select retire_audit(10) as months')).toEqual([{ months: 1 }]);
    expect(await prove(service)).toMatchObject({ whole: true });
    expect((await eventsOf({}, service)).map(({ position }) => position)).not.toContain(3);
  });

  it('is one chain where two processes and many callers write at once', async () => {
    const service = await withEvents();
    const second = await startForTest(serviceNamed('patient-service'), {
      environment: { APPOINTMENT_SERVICE_URL: nobody },
      database: service.db.settings,
    });
    const id = await register(service);
    const both = [service, second];
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) =>
        i % 10 === 0
          ? register(both[i % 2])
          : both[i % 2]?.served.api.get(`/patients/${id}`).set(noor).set('x-request-id', `r${i}`).expect(200),
      ),
    );
    expect(await prove(service)).toMatchObject({ whole: true });
    const seen = await eventsOf({ subject: 'noor' }, second);
    expect(seen.filter(({ requestId }) => /^r\d+$/.test(requestId ?? ''))).toHaveLength(180);
  });
});

describe('its list', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase('patient-service', captureLogs().log);
    await db.query(`select ensure_audit_month('2001-05-05')`);
  });
  itServesEveryFilter(
    () => db,
    auditList,
    `insert into audit_events (position, recorded_at, patient_ids, event, previous, hash)
     select n, '2001-05-05'::timestamptz + n * interval '1 s', array[gen_random_uuid()], jsonb_build_object('subject', 's' || n % 500,
       'operation', 'o' || n % 500, 'requestId', 'r' || n, 'outcome', case when n % 500 = 0 then 'refused' else 'shown' end), '', ''
     from generate_series(1, 20000) n`,
    'audit_events',
    {
      patientId: ['01900000-0000-7002-8000-000000000001', 'audit_events_2001_05_patient_ids_idx'],
      subject: ['s7', 'audit_events_2001_05_subject_position_idx'],
      operation: ['o7', 'audit_events_2001_05_operation_position_idx'],
      refused: [true, 'audit_events_2001_05_position_idx'],
      requestId: ['r7', 'audit_events_2001_05_expr_idx'],
      from: ['2001-05-30T00:00:00Z', 'audit_events_2001_05_recorded_at_idx'],
      to: ['2001-05-05T00:00:07Z', 'audit_events_2001_05_recorded_at_idx'],
    },
  );
});

describe('fail closed', () => {
  it('takes a name that PostgreSQL cannot store with a sign in place of what it cannot', async () => {
    const id = await register();
    const name = 'No\u0000or \ud800';
    await patients.served.api
      .get(`/patients/${id}`)
      .set(bearer({ sub: 'odd', name, roles: ['nurse'] }))
      .expect(200);
    await patients.served.api
      .patch(`/patients/${id}`)
      .set(bearer({ sub: 'odd', name, roles: ['nurse'] }))
      .send({ gender: 'female' });
    const seen = (await eventsOf({ subject: 'odd' })) as (Event & { name: string })[];
    expect(seen.map((event) => event.name)).toEqual(['No\ufffdor \ufffd', 'No\ufffdor \ufffd']);
  });

  it('shows nothing where the event cannot be committed, and goes on by itself', async () => {
    const service = await startForTest(serviceNamed('patient-service'), {
      environment: { APPOINTMENT_SERVICE_URL: nobody },
    });
    const id = await register(service);
    await service.run('alter function record_audit(jsonb) rename to record_audit_gone');
    const { body, status } = await service.served.api.get(`/patients/${id}`).set(noor);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(body)).not.toContain('Ada');
    await service.run('alter function record_audit_gone(jsonb) rename to record_audit');
    await service.served.api.get(`/patients/${id}`).set(noor).expect(200);
  });

  it('keeps no write without its event', async () => {
    const service = await startForTest(serviceNamed('patient-service'), {
      environment: { APPOINTMENT_SERVICE_URL: nobody },
    });
    await service.run('alter table audit_waiting rename to audit_waiting_gone');
    const body = { givenName: 'Not', familyName: 'Kept', birthDate: '1950-05-05' };
    const { status } = await service.served.api.post('/patients').set(rosa).send(body);
    expect(status).toBe(500);
    expect(await service.db.query(`select 1 from patients where family_name = 'Kept'`)).toEqual([]);
  });
});
