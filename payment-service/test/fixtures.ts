import { randomUUID } from 'node:crypto';
import { startForTest, type ServedApp, type TestedService } from '@hms/service-kit/testing/service';
import { answers, startStubUpstream, type StubUpstream } from '@hms/service-kit/testing/stub-upstream';
import { service } from '../src/service';

export const patientId = randomUUID();
export const billId = randomUUID();

/** As billing-service answers for a bill; and for a deposit. */
export const applies = (depositedAmount = 0) => answers(201, { id: billId, patientId, payment: { depositedAmount } });
export const holds = (depositedAmount: number) => answers(200, { patientId, depositedAmount });

export interface Fixture extends TestedService {
  billing: StubUpstream;
  take: (payment?: object, key?: string) => ReturnType<ServedApp['api']['post']>;
  /** The same without an Idempotency-Key. */
  takeUnkeyed: (payment?: object) => ReturnType<ServedApp['api']['post']>;
  read: (address: string) => ReturnType<ServedApp['api']['get']>;
}

/** @param timeZone the hospital's */
export const startPaymentService = async (
  timeZone = 'UTC',
  environment: Record<string, string> = {},
): Promise<Fixture> => {
  const billing = await startStubUpstream(applies());
  const tested = await startForTest(service, {
    environment: { HMS_TIME_ZONE: timeZone, BILLING_SERVICE_URL: billing.url, ...environment },
  });
  const { served } = tested;
  const takeUnkeyed = (payment: object = {}) =>
    served.api.post('/payments').send({ billId, amount: 25.5, method: 'cash', ...payment });
  return {
    ...tested,
    billing,
    take: (payment, key = randomUUID()) => takeUnkeyed(payment).set('Idempotency-Key', key),
    takeUnkeyed,
    read: (address) => served.api.get(address),
  };
};
