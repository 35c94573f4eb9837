import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { answers, isSilent, startStubUpstream } from '@hms/service-kit/testing/stub-upstream';
import { get, post, watch } from './local-fleet';
import { startProcess } from './service-process';

/** appointment-service, with an upstream that lets its requests take as long as the test wants. */
const startService = async (port: number, upstream: string, environment: Record<string, string> = {}) =>
  startProcess('appointment-service', port, await createTestDatabase('appointment-service'), {
    DOCTOR_SERVICE_URL: upstream,
    UPSTREAM_TIMEOUT_MS: '1500',
    ...environment,
  });

const booking = () => ({ patientId: randomUUID(), doctorId: randomUUID(), time: '2027-01-04T09:00:00Z' });

it('finishes the requests in flight on SIGTERM, takes no new connection, and ends well', async () => {
  const doctors = await startStubUpstream(isSilent);
  const { child, ended, output, url } = await startService(7180, doctors.url);
  await watch(`${url}/readyz`, ({ status }) => status === 'ready', 15);
  const inFlight = post(`${url}/appointments`, booking());
  while (doctors.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await expect(fetch(`${url}/healthz`, { headers: { connection: 'close' } })).rejects.toThrow('fetch failed');
  expect(await inFlight).toMatchObject({ status: 202, body: { status: 'pending' } });
  expect(await ended).toBe(0);
  expect(output()).toContain('"msg":"stopped"');
});

it('ends within its grace period when a request does not', async () => {
  const doctors = await startStubUpstream(isSilent);
  const { child, ended, url } = await startService(7181, doctors.url, {
    SHUTDOWN_GRACE_MS: '500',
    UPSTREAM_TIMEOUT_MS: '20000',
  });
  await watch(`${url}/readyz`, ({ status }) => status === 'ready', 15);
  const inFlight = post(`${url}/appointments`, booking()).catch(() => 'cut off');
  while (doctors.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGTERM');
  expect(await ended).toBe(1);
  expect(await inFlight).toBe('cut off');
});

it('says everything that is missing from its environment, and ends', async () => {
  const { ended, output } = await startService(7182, 'doctor', { DB_PASSWORD: '', LOG_LEVEL: 'loud' });
  expect(await ended).toBe(1);
  for (const name of ['DOCTOR_SERVICE_URL', 'DB_PASSWORD', 'LOG_LEVEL', '.env.example'])
    expect(output()).toContain(name);
});

it('says what to do about a taken port', async () => {
  const doctors = await startStubUpstream(answers(200, {}));
  const { ended, output } = await startService(Number(new URL(doctors.url).port), doctors.url);
  expect(await ended).toBe(1);
  expect(output()).toMatch(/Port \d+ is in use\. Stop what listens there .* or set PORT\./);
});

it('says what to do about a taken management port', async () => {
  const doctors = await startStubUpstream(answers(200, {}));
  const { port } = new URL(doctors.url);
  const { ended, output } = await startService(7186, doctors.url, { MANAGEMENT_PORT: port });
  expect(await ended).toBe(1);
  expect(output()).toContain(`Port ${port} is in use.`);
  expect(output()).toContain('or set MANAGEMENT_PORT.');
});

it('shows its metrics on the management port alone, until it has stopped', async () => {
  const doctors = await startStubUpstream(isSilent);
  const { child, ended, url } = await startService(7187, doctors.url);
  await watch(`${url}/readyz`, ({ status }) => status === 'ready', 15);
  const onManagementPort = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:7287${path}`);
    const type = response.headers.get('content-type')?.split(';')[0];
    return { status: response.status, type, text: await response.text() };
  };
  const metrics = await onManagementPort('/metrics');
  expect(metrics).toMatchObject({ status: 200, type: 'text/plain' });
  for (const name of ['http_request_duration_seconds', 'process_cpu_seconds_total', 'nodejs_gc_duration_seconds'])
    expect(metrics.text).toContain(`# TYPE ${name} `);
  expect(await onManagementPort('/appointments')).toMatchObject({ status: 404, type: 'application/problem+json' });
  expect(await get(`${url}/metrics`)).toMatchObject({ status: 404, body: { type: '/problems/unknown-route' } });
  const inFlight = post(`${url}/appointments`, booking());
  while (doctors.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await onManagementPort('/metrics')).toMatchObject({ status: 200 });
  expect(await inFlight).toMatchObject({ status: 202 });
  expect(await ended).toBe(0);
  await expect(onManagementPort('/metrics')).rejects.toThrow('fetch failed');
});

it('waits for a database that is not there yet, and says that it is not ready', async () => {
  const { child, ended, url } = await startService(7183, 'http://127.0.0.1:1', { DB_PORT: '1' });
  await watch(`${url}/healthz`, ({ status }) => status === 'ok', 15);
  expect(await get(`${url}/readyz`)).toMatchObject({ status: 503, body: { type: '/problems/unavailable' } });
  expect(await get(`${url}/appointments`)).toMatchObject({ status: 503 });
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it('is not ready for a while before it takes no connection any more', async () => {
  const { child, ended, url } = await startService(7184, 'http://127.0.0.1:1', { SHUTDOWN_DELAY_MS: '800' });
  await watch(`${url}/readyz`, ({ status }) => status === 'ready', 15);
  child.kill('SIGTERM');
  const { body } = await watch(`${url}/readyz`, ({ status }) => status === 503, 2);
  expect(body).toMatchObject({ status: 503, detail: 'The service is shutting down.' });
  expect(await get(`${url}/appointments`)).toMatchObject({ status: 200 });
  expect(await ended).toBe(0);
});

it('answers what is not HTTP with a problem as well', async () => {
  const { child, ended, url } = await startService(7185, 'http://127.0.0.1:1');
  await watch(`${url}/readyz`, ({ status }) => status === 'ready', 15);
  const socket = connect(7185, '127.0.0.1');
  socket.write('GET /appointments?reason=N\u00fa HTTP/1.1\r\nHost: x\r\n\r\n');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  await new Promise((resolve) => socket.once('close', resolve));
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(text).toContain('"type":"/problems/malformed-request"');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
