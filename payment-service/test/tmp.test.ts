import { startPaymentService } from './harness';
it('measures', async () => {
  const p = await startPaymentService();
  await p.db.query('set statement_timeout=0');
  for (let i = 0; i < 20; i++)
    await p.db.query(
      `insert into payments (bill_id, amount, currency, method, status, settled_at, receipt_number)
   select gen_random_uuid(), 100+n, (array['EUR','USD','JPY'])[n%3+1], (array['cash','card','cheque'])[n%3+1], 'completed', now() - n * interval '1 minute', 'X-' || n from generate_series($1::int*50000+1,($1::int+1)*50000) n`,
      [i],
    );
  await p.db.query('vacuum analyze payments');
  for (const q of ['', 'by=day', 'by=day&timeZone=Europe/Berlin', 'from=2026-10-22T00:00:00Z&by=day']) {
    for (let k = 0; k < 3; k++) {
      const t = performance.now();
      const r = await p.read('/payments/summary?' + q);
      console.log(q, r.status, Math.round(performance.now() - t), r.text.length);
    }
  }
}, 400000);
