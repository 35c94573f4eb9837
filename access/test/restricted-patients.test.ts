import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { eventually, startForTest, type TestedService, type TestOptions } from '../../service-kit/testing/service';
import { answers, nobody, startStubUpstream } from '../../service-kit/testing/stub-upstream';

// of db-init/sample-data
const patientNumber = (n: number) => `01900000-0000-7002-8000-${String(n).padStart(12, '0')}`;
const restricted = patientNumber(1);
const other = patientNumber(2);

type Headers = ReturnType<typeof bearer>;
interface Listed {
  data: { id: string; patientId?: string }[];
}

const start = async (name: string, patients?: TestedService, more = {}): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const environment: Record<string, string> = {
    ...Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody])),
    ...more,
  };
  if (patients) environment['PATIENT_SERVICE_URL'] = patients.served.url;
  const tested = await startForTest(service, { environment, restrictions: 'asked' });
  await tested.run(readFileSync(path.join(__dirname, `../../db-init/sample-data/${name}.sql`), 'utf8'));
  return tested;
};

const as = (sub: string, ...roles: string[]) => bearer({ sub, roles, client_id: 'desk', doctor_id: undefined });
const manager = as('mara', 'manager');
const auditor = as('aldo', 'auditor');
const clinical = as('noor', 'nurse', 'doctor', 'pharmacist', 'receptionist');
const money = as('carla', 'cashier', 'billing-manager');
const everybody = as('olga', 'nurse', 'doctor', 'pharmacist', 'receptionist', 'cashier', 'billing-manager', 'manager');

let patients: TestedService;
const restrict = (id: string, body: object, headers = manager) =>
  patients.served.api.put(`/patients/${id}/restriction`).set(headers).send(body);
const breakGlass = (id: string, headers: Headers, reason = 'Unconscious in the emergency room') =>
  patients.served.api.post(`/patients/${id}/break-glass`).set(headers).send({ reason });

beforeAll(async () => {
  patients = await start('patient-service');
  await restrict(restricted, { restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] }).expect(200);
});

const lists = [
  ['appointment-service', '/appointments', ['', '/history'], clinical],
  ['prescription-service', '/prescriptions', ['', '/history', '/dispenses', '.pdf', '/code'], clinical],
  ['billing-service', '/bills', ['', '/entries', '.pdf'], money],
  ['payment-service', '/payments', ['', '/refunds', '/receipt.pdf'], money],
] as const;

describe.each(lists)('%s', (name, list, parts, staff) => {
  let tested: TestedService;
  let theirs: Listed['data'];
  beforeAll(async () => {
    tested = await start(name, patients);
    theirs = ((await tested.served.api.get(list).query({ patientId: restricted })).body as Listed).data;
    expect(theirs.length).toBeGreaterThan(0);
  });

  it('leaves a restricted patient out of lists, and refuses a list of theirs', async () => {
    const seen = (await tested.served.api.get(list).query({ limit: 200 }).set(staff)).body as Listed;
    expect(seen.data.length).toBeGreaterThan(0);
    expect(seen.data.filter(({ patientId }) => patientId === restricted)).toEqual([]);
    await tested.served.api.get(list).query({ patientId: restricted }).set(staff).expect(403);
  });

  it('counts no record of theirs', async () => {
    const query = { limit: 200, countUpTo: 1000 };
    const { body: all } = await tested.served.api.get(list).query(query);
    const { body: seen } = await tested.served.api.get(list).query(query).set(staff);
    expect(all).toMatchObject({ countIsExact: true });
    expect(seen).toMatchObject({ count: (all as { count: number }).count - theirs.length, countIsExact: true });
    // and the bound is of what is seen
    const bounded = await tested.served.api.get(list).query({ limit: 1, countUpTo: 3 }).set(staff);
    expect(bounded.body).toMatchObject({ data: { length: 1 }, count: 3, countIsExact: false });
  });

  it('refuses every part of such a record, and says how to break the glass', async () => {
    for (const { id } of theirs.slice(0, 2))
      for (const part of parts) {
        const { status, body } = await tested.served.api.get(`${list}/${id}${part}`).set(staff);
        const { type, patientId, detail } = body as Record<string, string>;
        expect([part, status, type, patientId]).toEqual([part, 403, '/problems/restricted-patient', restricted]);
        expect(detail).toContain(`POST /patients/${restricted}/break-glass`);
      }
  });

  it('shows it to the care team, to the patient, and to services', async () => {
    const [{ id } = { id: '' }] = theirs;
    const roles = ['nurse', 'doctor', 'cashier'];
    await tested.served.api
      .get(`${list}/${id}`)
      .set(bearer({ sub: 'dana', roles }))
      .expect(200);
    await tested.served.api
      .get(`${list}/${id}`)
      .set(bearer({ roles: ['patient'], patient_id: restricted }))
      .expect(200);
    await tested.served.api.get(`${list}/${id}`).expect(200);
  });
});

describe('what would give them away', () => {
  const idIn = (cursor: string | null | undefined) => (cursor ? Buffer.from(cursor, 'base64url').toString() : '');
  interface Page extends Listed {
    nextCursor: string | null;
    count?: number;
  }

  it('pages past them: no page is short, and no cursor names one', async () => {
    const appointments = await start('appointment-service', patients);
    const hidden = (
      (await appointments.served.api.get('/appointments').query({ patientId: restricted })).body as Listed
    ).data;
    for (const [service, list, ids] of [
      [patients, '/patients', [restricted]],
      [appointments, '/appointments', hidden.map(({ id }) => id)],
    ] as const) {
      let cursor: string | null = null;
      let shown = 0;
      do {
        const query: Record<string, unknown> = { limit: 1, ...(cursor !== null && { cursor }) };
        const { data, nextCursor } = (await service.served.api.get(list).query(query).set(clinical)).body as Page;
        expect(data).toHaveLength(1);
        cursor = nextCursor;
        for (const id of ids) expect(idIn(cursor)).not.toContain(id);
        shown++;
      } while (cursor !== null);
      expect(shown).toBeGreaterThan(50);
    }
  });

  it('says by no cursor that a search would have found them', async () => {
    const { body: whole } = await patients.served.api.get(`/patients/${restricted}`).set(as('dana', 'doctor'));
    const { phone } = whole as { phone: string };
    const dummy = { givenName: 'Same', familyName: 'Phone', phone };
    await patients.served.api.post('/patients').query({ allowDuplicate: true }).set(clinical).send(dummy).expect(201);
    const found = (await patients.served.api.get('/patients').query({ phone, limit: 1 }).set(clinical)).body as Page;
    expect([found.data.length, found.nextCursor]).toEqual([1, null]);
  });

  it('answers no other question beside the number of the wristband', async () => {
    const { body: whole } = await patients.served.api.get(`/patients/${restricted}`).set(as('dana', 'doctor'));
    const { mrn, gender } = whole as { mrn: string; gender: string };
    for (const more of [{ gender }, { gender: 'other' }, { deceased: 'any' }, { birthDate: '1850' }]) {
      const { status, body } = await patients.served.api
        .get('/patients')
        .query({ mrn, ...more })
        .set(clinical);
      expect([more, status, body]).toEqual([more, 200, { data: [], nextCursor: null }]);
    }
    const refused = await patients.served.api
      .get('/patients')
      .query({ mrn })
      .set(clinical)
      .set('x-request-id', 'by-mrn');
    expect(refused.status).toBe(403);
    const { body } = await patients.served.api.get('/audit').set(auditor).query({ requestId: 'by-mrn' });
    expect(body).toMatchObject({ data: [{ outcome: 'refused', patientIds: [restricted] }] });
  });

  it('treats a number from elsewhere like that of the wristband, for it is told to be taken anyway', async () => {
    const { api } = patients.served;
    const identifiers = [{ system: 'ssn', value: '123-45-6789' }];
    await api.patch(`/patients/${restricted}`).set(as('dana', 'doctor')).send({ identifiers }).expect(200);
    await api.get('/patients').query({ identifier: 'ssn|123456789' }).set(clinical).expect(403);
    await api.post('/patients').set(clinical).send({ givenName: 'X', familyName: 'Y', identifiers }).expect(409);
  });

  it('does not count their visits outside the hours', async () => {
    // of no doctor that is known: all visits to come are outside
    const { url } = await startStubUpstream(answers(404, { type: '/problems/not-found' }));
    const appointments = await start('appointment-service', patients, { DOCTOR_SERVICE_URL: url });
    await appointments.db.query(
      `insert into appointments (patient_id, doctor_id, start_at, end_at, doctor_name, doctor_specialty, status)
       values ($1, uuidv7(), now() + interval '9 days', now() + interval '9 days 30 minutes', 'Dr. A', 'B', 'booked')`,
      [restricted],
    );
    const ask = async (headers: Headers) => {
      const request = appointments.served.api.get('/appointments').query({ outsideHours: true, limit: 200 });
      return (await request.set(headers).expect(200)).body as Page;
    };
    const [seen, all] = [await ask(clinical), await ask(as('dana', 'doctor'))];
    expect(all.data.filter(({ patientId }) => patientId === restricted).length).toBeGreaterThan(0);
    expect(seen.data.filter(({ patientId }) => patientId === restricted)).toEqual([]);
    expect([seen.count, all.count]).toEqual([seen.data.length, all.data.length]);
  });
});

it('leaves a restricted patient out of the balances of several, and records who was shown', async () => {
  const billing = await start('billing-service', patients);
  const ask = () => billing.served.api.get(`/balances?patientId=${restricted},${other}`).set(as('cora', 'cashier'));
  const { body } = await ask().expect(200);
  expect((body as Listed).data.map(({ patientId }) => patientId)).toEqual([other]);
  const { body: audit } = await billing.served.api.get('/audit').set(auditor).query({ subject: 'cora' });
  expect((audit as { data: object[] }).data).toMatchObject([
    { operation: 'listBalances', outcome: 'shown', patientIds: [other] },
  ]);
});

it('does not tell by free slots when a restricted patient comes', async () => {
  const appointments = await start('appointment-service', patients);
  const query = { patientId: restricted, doctorId: '01900000-0000-7001-8000-000000000001' };
  await appointments.served.api.get('/slots').query(query).set(clinical).expect(403);
});

describe('patient-service', () => {
  const read = (id: string, headers: Headers) => patients.served.api.get(`/patients/${id}`).set(headers);

  it('does not find them by a search, whatever is known', async () => {
    const { body: whole } = await read(restricted, as('dana', 'doctor'));
    const { familyName, birthDate, phone, email } = whole as Record<string, string>;
    for (const query of [{ name: familyName }, { birthDate }, { phone }, { email }, {}]) {
      const { body } = await patients.served.api
        .get('/patients')
        .query({ limit: 200, ...query })
        .set(clinical);
      expect((body as Listed).data.map(({ id }) => id)).not.toContain(restricted);
    }
  });

  it('tells who has the number of the wristband in hand how to break the glass', async () => {
    const { body: whole } = await read(restricted, as('dana', 'doctor'));
    const { mrn } = whole as { mrn: string };
    const { body, status } = await patients.served.api.get('/patients').query({ mrn }).set(clinical);
    expect([status, (body as { patientId: string }).patientId]).toEqual([403, restricted]);
  });

  it('shows nobody by what was known before, however slowly the database says what has changed', async () => {
    const third = patientNumber(3);
    await patients.served.api.get(`/patients/${third}`).set(clinical).expect(200);
    await restrict(third, { restricted: true, careTeam: [] }).expect(200);
    const slow = patients.run('begin; lock table restrictions; select pg_sleep(1); commit');
    await pause(100);
    const [one, list] = await Promise.all([
      patients.served.api.get(`/patients/${third}`).set(clinical),
      patients.served.api.get('/patients').query({ id: third }).set(clinical),
    ]);
    expect([one.status, list.body]).toEqual([403, { data: [], nextCursor: null }]);
    await slow;
  });

  it('does not say that somebody new is like them', async () => {
    const { body: whole } = await read(restricted, as('dana', 'doctor'));
    const { givenName, familyName, birthDate, gender } = whole as Record<string, string>;
    const like = { givenName, familyName, birthDate, gender };
    const { status, text } = await patients.served.api.post('/patients').set(clinical).send(like);
    expect([status, text.includes(restricted)]).toEqual([201, false]);
    await patients.served.api.post('/patients').set(as('dana', 'doctor')).send(like).expect(409);
  });

  it('refuses to change them, their allergies and their history', async () => {
    const { api } = patients.served;
    await api.patch(`/patients/${restricted}`).set(clinical).send({ gender: 'other' }).expect(403);
    await api.post(`/patients/${restricted}/allergies`).set(clinical).send({ substance: 'Latex' }).expect(403);
    await api.get(`/patients/${restricted}/history`).set(clinical).expect(403);
    expect((await read(restricted, as('dana', 'doctor'))).body).not.toMatchObject({ gender: 'other' });
  });

  it('takes `restricted` from nobody but by its own operation, and that from the manager alone', async () => {
    await patients.served.api.patch(`/patients/${other}`).set(clinical).send({ restricted: true }).expect(400);
    await restrict(other, { restricted: true }, clinical).expect(403);
    await restrict(other, { restricted: true, careTeam: [{ name: 'Nobody' }] }).expect(400);
    await read(other, clinical).expect(200);
  });

  it('tells nobody who does not look after it why, and by whom they are treated', async () => {
    await patients.served.api
      .get(`/patients/${restricted}/restriction`)
      .set(as('noor', 'nurse', 'doctor'))
      .expect(403);
    await patients.served.api.get(`/patients/${restricted}/restriction`).set(auditor).expect(200);
  });

  it('keeps who restricts from undoing what another has said in between', async () => {
    await restrict(other, { restricted: false }).set('if-match', '"99"').expect(412);
  });

  it('takes no blank for a person, in a care team or in a list', async () => {
    await restrict(other, { restricted: true, careTeam: [{ subject: ' ' }] }).expect(400);
    await patients.served.api.get('/break-glass?subject=%20').set(auditor).expect(400);
    await patients.served.api.get('/audit?subject=%20').set(auditor).expect(400);
  });

  it('lets nobody put themselves into a care team, by `sub` or as a doctor', async () => {
    const doctorId = '01900000-0000-7001-8000-000000000004';
    const meg = bearer({ sub: 'meg', roles: ['manager', 'doctor'], doctor_id: doctorId });
    const forged = [
      { restricted: true, careTeam: [{ subject: 'meg', name: 'Meg' }] },
      {
        restricted: true,
        careTeam: [
          { subject: 'dana', name: 'Dr. Dana' },
          { doctorId, name: 'Somebody' },
        ],
      },
    ];
    for (const body of forged) {
      const { body: problem } = await restrict(restricted, body, meg);
      expect(problem).toMatchObject({ status: 403, type: '/problems/needs-another-person' });
    }
    await read(restricted, meg).expect(403);
  });

  it('knows a doctor of the care team by doctor_id', async () => {
    const doctorId = '01900000-0000-7001-8000-000000000003';
    await restrict(patientNumber(3), { restricted: true, careTeam: [{ doctorId, name: 'Dr. Three' }] }).expect(200);
    await read(patientNumber(3), bearer({ sub: 'any', roles: ['doctor'], doctor_id: doctorId })).expect(200);
    await read(patientNumber(3), as('any', 'doctor')).expect(403);
    await restrict(patientNumber(3), { restricted: false, reason: 'Treated elsewhere' }).expect(200);
    await read(patientNumber(3), clinical).expect(200);
  });
});

describe('breaking the glass', () => {
  it('opens the record in all services at once, for who broke it, and the audit says why', async () => {
    const billing = await start('billing-service', patients);
    const [{ id } = { id: '' }] = (
      (await billing.served.api.get('/bills').query({ patientId: restricted })).body as Listed
    ).data;
    const eva = as('eva', 'receptionist', 'cashier');
    await billing.served.api.get(`/bills/${id}`).set(eva).expect(403);
    await breakGlass(restricted, eva, 'She is at the desk').expect(201);
    await billing.served.api.get(`/bills/${id}`).set(eva).expect(200);
    await patients.served.api.get(`/patients/${restricted}`).set(eva).expect(200);
    await billing.served.api.get(`/bills/${id}`).set(money).expect(403);
    const { body } = await billing.served.api.get('/audit').set(auditor).query({ subject: 'eva' });
    expect((body as { data: object[] }).data).toMatchObject([
      { operation: 'getBill', outcome: 'shown', reason: 'She is at the desk', patientIds: [restricted] },
      { operation: 'getBill', outcome: 'refused', reason: null, patientIds: [restricted] },
    ]);
  });

  it('is broken once by one person while it is open, however often they do', async () => {
    const pat = as('pat', 'nurse');
    const broken = await Promise.all(Array.from({ length: 5 }, () => breakGlass(restricted, pat).expect(201)));
    expect(new Set(broken.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    const told = await patients.served.api
      .get('/restrictions')
      .set(bearer({ roles: ['service'], client_id: 'billing-service' }));
    const { restrictions } = told.body as { restrictions: { patient: string; glasses: { subject: string }[] }[] };
    const glasses = restrictions.find(({ patient }) => patient === restricted)?.glasses ?? [];
    expect(glasses.filter(({ subject }) => subject === 'pat')).toHaveLength(1);
  });

  it('ends after four hours, also for who pages through a list', async () => {
    const ida = as('ida', 'nurse');
    const { body } = await breakGlass(restricted, ida).expect(201);
    const { openUntil, createdAt } = body as { openUntil: string; createdAt: string };
    expect(Math.abs(Date.parse(openUntil) - Date.parse(createdAt) - 4 * 3_600_000)).toBeLessThan(5000);
    const count = async () => {
      const { body: list } = await patients.served.api.get('/patients').query({ limit: 200 }).set(ida);
      return (list as Listed).data.filter(({ id }) => id === restricted).length;
    };
    await patients.served.api.get(`/patients/${restricted}`).set(ida).expect(200);
    expect(await count()).toBe(1);
    await patients.run('alter table broken_glass disable trigger broken_glass_stays');
    await patients.run(`update broken_glass set open_until = now() where broken_by ->> 'subject' = 'ida'`);
    await patients.run('alter table broken_glass enable trigger broken_glass_stays');
    // what is known may be two seconds old
    expect(await eventually(count, (left) => left === 0, 5000)).toBe(0);
    await patients.served.api.get(`/patients/${restricted}`).set(ida).expect(403);
  });

  it('is for a restricted patient, with a reason, and not for everybody', async () => {
    await breakGlass(other, clinical).expect(409);
    await breakGlass(restricted, as('program', 'integration', 'auditor')).expect(403);
    await patients.served.api.post(`/patients/${restricted}/break-glass`).set(clinical).send({}).expect(400);
    await patients.served.api
      .post(`/patients/${restricted}/break-glass`)
      .set(clinical)
      .send({ reason: 'x y z', openUntil: '2100-01-01T00:00:00Z' })
      .expect(400);
  });

  it('is reviewed once, by the auditor, and never by who broke it', async () => {
    const both = as('both', 'nurse', 'auditor');
    const { body } = await breakGlass(restricted, both).expect(201);
    const { id } = body as { id: string };
    const review = (headers: Headers, finding = 'justified') =>
      patients.served.api.post(`/break-glass/${id}/review`).set(headers).send({ finding });
    const open = async () =>
      (
        (await patients.served.api.get('/break-glass').query({ reviewed: false, limit: 200 }).set(auditor))
          .body as Listed
      ).data;
    expect((await open()).map((one) => one.id)).toContain(id);
    expect((await review(both)).body).toMatchObject({ status: 403, type: '/problems/needs-another-person' });
    await review(everybody).expect(403);
    expect((await review(auditor, 'not-justified')).body).toMatchObject({ reviewed: true, finding: 'not-justified' });
    await review(auditor).expect(409);
    expect((await open()).map((one) => one.id)).not.toContain(id);
    await expect(patients.db.query('delete from broken_glass')).rejects.toThrow(/keeps history/);
  });
});

describe('lifting a restriction', () => {
  const ofDay = { restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] };
  const read = (who: Headers) => patients.served.api.get(`/patients/${patientNumber(4)}`).set(who);
  const listed = async (more: object = {}) => {
    const query = { patientId: patientNumber(4), ...more };
    const { body } = await patients.served.api.get('/break-glass').query(query).set(auditor).expect(200);
    return (body as { data: { id: string }[] }).data;
  };

  it('is for a reason, and is reviewed by the auditor like a broken glass', async () => {
    await restrict(patientNumber(4), ofDay).expect(200);
    const { body: refused } = await restrict(patientNumber(4), { restricted: false });
    expect(refused).toMatchObject({ status: 422, type: '/problems/lifted-without-reason' });
    expect(await listed()).toEqual([]);
    await read(clinical).expect(403);

    const lift = () => restrict(patientNumber(4), { restricted: false, reason: 'At her wish' });
    // of two at the same moment, one lifts it
    await Promise.all([lift().expect(200), lift().expect(200)]);
    const lifted = await listed({ reviewed: false });
    expect(lifted).toMatchObject([{ lifts: true, reason: 'At her wish', reviewed: false }]);
    await read(clinical).expect(200);
    const review = { finding: 'justified' };
    const address = `/break-glass/${lifted[0]?.id}/review`;
    await patients.served.api.post(address).set(auditor).send(review).expect(200);
    expect(await listed({ reviewed: false })).toEqual([]);
  });

  it('lets who lifted it not see the record once it is restricted again', async () => {
    const max = as('max', 'manager', 'auditor');
    await restrict(patientNumber(4), ofDay, max).expect(200);
    await restrict(patientNumber(4), { restricted: false, reason: 'To look into it' }, max).expect(200);
    await restrict(patientNumber(4), ofDay, max).expect(200);
    await read(max).expect(403);
    const [last] = await listed();
    const { body } = await patients.served.api
      .post(`/break-glass/${last?.id}/review`)
      .set(max)
      .send({ finding: 'justified' });
    expect(body).toMatchObject({ status: 403, type: '/problems/needs-another-person' });
  });
});

describe('a payment for a bill that is not for the cashier', () => {
  let billing: TestedService;
  let bill: { id: string; dueAmount: number; currency: string };
  beforeAll(async () => {
    billing = await start('billing-service', patients);
    const body = { patientId: restricted, amount: 335, details: 'Visit', currency: 'USD' };
    bill = (await billing.served.api.post('/bills').send(body).expect(201)).body as typeof bill;
  });
  const desk = async (billingUrl: string, database?: TestOptions['database']) => {
    const service = loadServices().find(({ name }) => name === 'payment-service');
    if (!service) throw new Error('there is no payment-service');
    const environment = {
      PATIENT_SERVICE_URL: patients.served.url,
      BILLING_SERVICE_URL: billingUrl,
      UPSTREAM_TIMEOUT_MS: '500',
    };
    return startForTest(service, { environment, restrictions: 'asked', ...(database && { database }) });
  };
  const pay = (payments: TestedService, amount: number, headers = money) =>
    payments.served.api
      .post('/payments')
      .set(headers)
      .send({ billId: bill.id, amount, currency: 'USD', method: 'card' });

  it('takes nothing, and does not say what is due; the glass opens it', async () => {
    const payments = await desk(billing.served.url);
    for (const amount of [1, 999_999]) {
      const { status, body } = await pay(payments, amount);
      expect([status, body]).toMatchObject([403, { type: '/problems/restricted-patient' }]);
      expect(JSON.stringify(body)).not.toContain('335');
    }
    expect(await payments.db.query('select 1 from payments')).toEqual([]);
    const till = as('till', 'cashier');
    await breakGlass(restricted, till).expect(201);
    await pay(payments, 999_999, till).expect(409);
    await pay(payments, 1, till).expect(201);
    const { body } = await payments.served.api
      .get('/audit')
      .set(auditor)
      .query({ patientId: restricted, subject: 'till' });
    expect((body as { data: object[] }).data).toMatchObject([
      { operation: 'takePayment', outcome: 'changed' },
      { operation: 'takePayment', outcome: 'refused', status: 409 },
      // it was stored, and refused then
      { operation: 'takePayment', outcome: 'changed', status: 202 },
    ]);
  });

  it('keeps from the cashier what billing-service refuses later', async () => {
    const payments = await desk(nobody);
    const taken = await pay(payments, 999_999).expect(202);
    const { id } = taken.body as { id: string };
    const settling = await desk(billing.served.url, payments.db.settings);
    await settling.attempt('settle-payment', id);
    const failed = await settling.served.api.get(`/payments/${id}`).expect(200);
    expect(failed.body).toMatchObject({ status: 'failed', patientId: restricted });
    await settling.served.api.get(`/payments/${id}`).set(money).expect(403);
    const { body } = await settling.served.api.get('/payments').query({ billId: bill.id }).set(money);
    expect(body).toEqual({ data: [], nextCursor: null });
  });
});

it('has in the audit whose the records are that wait', async () => {
  const payments = await start('payment-service', patients);
  const body = { patientId: other, amount: 10, currency: 'USD', method: 'cash' };
  await payments.served.api.post('/payments').set(money).send(body).expect(202);
  await payments.served.api.get('/pending-operations').set(money).set('x-request-id', 'waiting').expect(200);
  const { body: events } = await payments.served.api.get('/audit').set(auditor).query({ requestId: 'waiting' });
  expect((events as { data: { patientIds: string[] }[] }).data[0]?.patientIds).toContain(other);
});

describe('while patient-service is down', () => {
  it('goes on by what is known, also after a restart, until that is too old; then staff are shown nothing', async () => {
    const service = loadServices().find(({ name }) => name === 'billing-service');
    if (!service) throw new Error('there is no billing-service');
    const first = await start('billing-service', patients);
    const bills = ((await first.served.api.get('/bills').query({ limit: 200 })).body as Listed).data;
    const hidden = bills.find(({ patientId }) => patientId === restricted)?.id;
    const shown = bills.find(({ patientId }) => patientId === other)?.id;
    await first.served.api.get(`/bills/${shown}`).set(money).expect(200);

    const environment = { PATIENT_SERVICE_URL: nobody };
    const second = await startForTest(service, { environment, database: first.db.settings, restrictions: 'asked' });
    await second.served.api.get(`/bills/${shown}`).set(money).expect(200);
    await second.served.api.get(`/bills/${hidden}`).set(money).expect(403);

    await second.db.query(`update restrictions_known set known_at = now() - interval '16 minutes'`);
    const third = await startForTest(service, { environment, database: first.db.settings, restrictions: 'asked' });
    const refused = await third.served.api.get(`/bills/${shown}`).set(money);
    expect([refused.status, refused.body]).toEqual([
      503,
      expect.objectContaining({ detail: expect.stringContaining('not known which records are restricted') as string }),
    ]);
    await third.served.api
      .get(`/bills/${shown}`)
      .set(bearer({ roles: ['patient'], patient_id: other }))
      .expect(200);
  });
});
