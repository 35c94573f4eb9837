import { attemptNow } from '@hms/service-kit/jobs';
import { pendingList } from '@hms/service-kit/pending-routes';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { eventually } from '@hms/service-kit/testing/service';
import { resetsConnection } from '@hms/service-kit/testing/stub-upstream';
import { applies, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
beforeAll(async () => {
  payments = await startPaymentService();
});
beforeEach(() => payments.billing.behave(applies()));

interface Listed {
  id: string;
  job: string;
  recordId: string;
  state: string;
}
const list = async (query = '') => {
  const { body } = await payments.read(`/pending-operations${query}`);
  return (body as { data: Listed[] }).data;
};
const waitingPayment = async () => {
  payments.billing.behave(resetsConnection);
  const { body } = await payments.take({ amount: 12 });
  return (body as { id: string }).id;
};
const attempt = (id: string) => payments.served.api.post(`/pending-operations/${id}/attempt`);
const metrics = async () => (await fetch(`${payments.served.managementUrl}/metrics`)).text();

itServesEveryFilter(
  () => payments.db,
  pendingList,
  `insert into pending_operations (job, record_id, state, next_attempt_at)
   select 'x', n::text, case when n % 500 = 0 then 'failed' else 'waiting' end, now() from generate_series(1, 20000) n`,
  'pending_operations',
  { state: ['failed', 'pending_operations_by_state'] },
);

describe('what waits for billing-service', () => {
  beforeAll(() => payments.db.query('delete from pending_operations'));

  it('is listed, is tried on command, and is gone once it is settled', async () => {
    const recordId = await waitingPayment();
    const [listed] = await list('?state=waiting');
    expect(listed).toMatchObject({ job: 'settle-payment', recordId, state: 'waiting', attempts: 0, lastReason: null });
    expect(await metrics()).toMatch(/\npending_operations\{job="settle-payment",state="waiting",[^}]*\} 1\n/);
    const id = listed?.id ?? '';
    expect(await attempt(id)).toMatchObject({ status: 200, body: { id, state: 'waiting', attempts: 1 } });
    const [tried] = await list();
    expect(tried).toMatchObject({ lastReason: expect.stringMatching(/^the billing service did not answer/) as string });

    payments.billing.behave(applies());
    expect(await attempt(id)).toMatchObject({ status: 200, body: { id, recordId, state: 'complete' } });
    expect(await payments.read(`/payments/${recordId}`)).toMatchObject({ body: { status: 'completed' } });
    expect(await list()).toEqual([]);
    expect(await attempt(id)).toMatchObject({ status: 404 });
    expect(await payments.db.query('select from pending_operations')).toEqual([]);
  });

  it('is listed as failed where the fault is here, without what the fault may quote', async () => {
    const recordId = await waitingPayment();
    const task = {
      name: 'settle-payment',
      attempt: () => Promise.reject(new TypeError('Zebulon Quarrington')),
    };
    const { log, text } = captureLogs();
    await attemptNow(payments.db, task, recordId, log);
    expect(await list('?state=failed')).toMatchObject([{ recordId, lastReason: 'a fault in this service: TypeError' }]);
    expect(text()).toContain('"msg":"still pending"');
    payments.billing.behave(applies());
    const [failed] = await list();
    expect(await attempt(failed?.id ?? '')).toMatchObject({ body: { state: 'complete' } });
  });

  it('is taken up again though a process that died had locked it', async () => {
    const recordId = await waitingPayment();
    const locked = `update pending_operations set locked_until = now() + interval '2 s' where record_id = $1 returning job`;
    expect(await payments.db.query(locked, [recordId])).toEqual([{ job: 'settle-payment' }]);
    payments.billing.behave(applies());
    await payments.startWorker();
    expect(await eventually(list, (waiting) => waiting.length === 0)).toEqual([]);
    expect(await payments.read(`/payments/${recordId}`)).toMatchObject({ body: { status: 'completed' } });
  });
});
