import { randomUUID } from 'node:crypto';
import { fleet, get, post, urls, watch } from './local-fleet';

const keyed = () => ({ 'Idempotency-Key': randomUUID() });
const idOf = ({ body }: { body: Record<string, unknown> }) => String(body['id']);
const settled = (location: string | null) =>
  watch(`${urls.payment}${location}`, ({ status }) => status !== 'processing', 30);

const newPatient = async () => {
  const patient = { givenName: 'Ottoline', familyName: 'Quarrington' };
  return idOf(await post(`${urls.patient}/patients?allowDuplicate=true`, patient));
};
const prescribe = async (patientId: string) => {
  const doctor = { givenName: 'Zebulon', familyName: 'Quarrington', specialty: 'Surgery', licenseNumber: randomUUID() };
  const doctorId = idOf(await post(`${urls.doctor}/doctors`, doctor));
  const order = { patientId, doctorId, medication: 'Amoxicillin 500 mg', quantity: 14 };
  return post(`${urls.prescription}/prescriptions`, order);
};

/** Of a prescription through the running fleet. */
export const itPrescribesSafely = (): void => {
  it('refuses amoxicillin for an allergy to penicillin that patient-service knows', async () => {
    const patient = await newPatient();
    const allergy = { substance: 'Penicillin', criticality: 'high' };
    expect(await post(`${urls.patient}/patients/${patient}/allergies`, allergy)).toMatchObject({ status: 201 });
    expect(await prescribe(patient)).toMatchObject({
      status: 409,
      body: { type: '/problems/unsafe', safety: { findings: [{ severity: 'high' }] } },
    });
  });

  it('dispenses nothing while patient-service is stopped, and its code tells what is left', async () => {
    const prescribed = await prescribe(await newPatient());
    expect(prescribed).toMatchObject({ status: 201, body: { status: 'active' } });
    const address = `${urls.prescription}/prescriptions/${idOf(prescribed)}`;
    const dispense = () => post(`${address}/dispenses`, { quantity: 4 });
    fleet('stop', 'patient-service');
    expect(await dispense()).toMatchObject({ status: 503, body: { type: '/problems/unavailable' } });
    fleet('start', 'patient-service');
    expect(await dispense()).toMatchObject({ status: 201, body: { remainingQuantity: 10 } });

    const { code } = (await get(`${address}/code`)).body;
    const verify = (signed: string) => post(`${urls.prescription}/prescriptions/verify`, { code: signed });
    expect(await verify(String(code))).toMatchObject({
      body: { result: 'valid', prescription: { remainingQuantity: 10 } },
    });
    expect(await verify(`${String(code)}x`)).toMatchObject({ body: { result: 'forged' } });
    await post(`${address}/stop`, { reason: 'No longer needed' });
    expect(await verify(String(code))).toMatchObject({ body: { result: 'stopped' } });
  });
};

/** Of refunds and deposits through the running fleet. */
export const itGivesMoneyBack = (): void => {
  it('keeps a refund while billing-service is down, and makes it by itself once it is up', async () => {
    const patientId = randomUUID();
    const billId = idOf(await post(`${urls.billing}/bills`, { patientId, amount: 100, details: 'x' }));
    const payment = { billId, amount: 60, method: 'cash' };
    const paid = idOf(await post(`${urls.payment}/payments`, payment, keyed()));
    fleet('stop', 'billing-service');
    const refund = { amount: 25, reason: 'x' };
    const kept = await post(`${urls.payment}/payments/${paid}/refunds`, refund, keyed());
    expect(kept).toMatchObject({ status: 202, body: { status: 'processing' } });
    fleet('start', 'billing-service');
    expect((await settled(kept.headers.get('location'))).body).toMatchObject({ status: 'completed', amount: 25 });
    expect((await get(`${urls.billing}/bills/${billId}`)).body).toMatchObject({ refundedAmount: 25, dueAmount: 65 });
  });

  it('pays from a deposit no more than it holds, and gives back what is left of it', async () => {
    const patientId = randomUUID();
    const take = (payment: object) => post(`${urls.payment}/payments`, payment, keyed());
    const deposit = idOf(await take({ patientId, amount: 50, method: 'card' }));
    const billId = idOf(await post(`${urls.billing}/bills`, { patientId, amount: 70, details: 'x' }));
    expect(await take({ billId, amount: 51, method: 'deposit' })).toMatchObject({
      status: 409,
      body: { type: '/problems/exceeds-deposit', depositAmount: 50 },
    });
    expect(await take({ billId, amount: 30, method: 'deposit' })).toMatchObject({ status: 201 });
    const giveBack = (amount: number) =>
      post(`${urls.payment}/payments/${deposit}/refunds`, { amount, reason: 'x' }, keyed());
    expect(await giveBack(21)).toMatchObject({ status: 409, body: { refundableAmount: 20 } });
    expect(await giveBack(20)).toMatchObject({ status: 201 });
    expect((await get(`${urls.billing}/balances/${patientId}`)).body).toMatchObject({
      balances: [{ currency: 'USD', owed: 40, deposit: 0 }],
    });
  });
};
