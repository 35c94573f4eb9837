import { startForTest } from '@hms/service-kit/testing/service';
import { service } from '../../doctor-service/src/service';

const throughTls = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.7' };

it('tells browsers to come by https where a trusted proxy says that they did', async () => {
  const { served } = await startForTest(service, { environment: { TRUST_PROXY: 'loopback, 10.0.0.0/8' } });
  const secure = { 'strict-transport-security': 'max-age=31536000' };
  expect(await served.api.get('/doctors').set(throughTls)).toMatchObject({ status: 200, headers: secure });
  expect(await served.api.get('/no/such/place').set(throughTls)).toMatchObject({ status: 404, headers: secure });
  expect((await served.api.get('/doctors')).headers).not.toHaveProperty('strict-transport-security');
});

it.each(['', '10.0.0.0/8'])('believes nobody else, with TRUST_PROXY=%s', async (TRUST_PROXY) => {
  const { served } = await startForTest(service, { environment: { TRUST_PROXY } });
  const { headers } = await served.api.get('/doctors').set(throughTls);
  expect(headers).not.toHaveProperty('strict-transport-security');
});

it.each(['everybody', 'true', '10.0.0.0/33', '10.0.0', '::1/129', '10.0.0.0/8/8'])(
  'does not start with TRUST_PROXY=%s',
  (TRUST_PROXY) => {
    expect(() => service.readSettings({ TRUST_PROXY })).toThrow(`TRUST_PROXY has ${TRUST_PROXY}: write an address`);
  },
);
