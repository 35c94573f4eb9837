import { upstreamOffset, portOffset } from '../proofs/faults/address';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sendCommand } from '../fleet/src/control';
import { create, send, urlOf } from '../proofs/fleet-client';
import { ask } from '../proofs/faults/databases';
import { startFleet } from '../proofs/faults/fleet';
import { startProxy } from '../proofs/faults/proxy';
import { prove } from '../proofs/faults/prove';

jest.setTimeout(300_000);

// `npm run proof:faults` is the long one
it('loses and doubles nothing while services and databases are killed and upstreams are out of order', async () => {
  const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000);
  // given again in FAULTS_SEED, it gives the same faults again
  const said = [`FAULTS_SEED=${seed}`];
  const violations = await prove({ minutes: 0, seed, short: true }, (line) => said.push(line));
  expect({ violations, said: violations.length > 0 ? said : [] }).toEqual({ violations: [], said: [] });
});

it('goes on when its database goes away while a job waits for an upstream', async () => {
  const fleet = await startFleet();
  const proxies = await Promise.all(
    [3003, 3004].map((port) => startProxy(port + portOffset + upstreamOffset, port + portOffset)),
  );
  try {
    const doctor = { givenName: 'A', familyName: 'B', specialty: 'C', licenseNumber: randomUUID() };
    const doctorId = await create(`${urlOf('doctor')}/doctors`, doctor);
    const patientId = await create(`${urlOf('patient')}/patients`, { givenName: 'A', familyName: 'B' });
    // from the first response of patient-service on it is known which records are restricted
    while ((await send('GET', `${urlOf('appointment')}/appointments`)).status !== 200) await pause(100);
    for (const proxy of proxies) await proxy.setMode('silence');
    const booking = { patientId, doctorId, time: '2030-01-07T09:00:00Z' };
    expect(await send('POST', `${urlOf('appointment')}/appointments`, booking)).toMatchObject({ status: 202 });
    // the job waits 2 s for doctor-service once it has begun
    const begun = 'select from pending_operations where locked_until > now()';
    while ((await ask('appointment', fleet.home, begun)).length === 0) await pause(50);
    await sendCommand(fleet.home, 'stop', 'appointment-db');
    await pause(6000);
    expect(fleet.endings()).toEqual([]);
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await fleet.stop();
  }
});
