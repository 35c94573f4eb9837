import type { Invoice } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { done, post, refused } from '../../fhir-tests/transaction';
import { patientId, startBillingService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startBillingService();
  fhir = fhirClient(hospital.served.url);
});

const subject = { reference: `Patient/${patientId}` };
const invoice = (value: number, total = value): Invoice => ({
  resourceType: 'Invoice',
  ...{ status: 'issued', subject },
  lineItem: [
    {
      chargeItemCodeableConcept: { text: 'Visit' },
      priceComponent: [{ type: 'base', factor: 1, amount: { value, currency: 'USD' } }],
    },
  ],
  totalNet: { value: total, currency: 'USD' },
});
const numberOf = (resource: unknown) => Number((resource as Invoice).identifier?.[0]?.value?.slice(-6));

test('bills are issued together or not at all, and no number is lost', async () => {
  const entries = await done(fhir, [post(invoice(10)), post(invoice(20))]);
  const [first = 0, second] = entries.map(({ resource }) => numberOf(resource));
  expect(second).toBe(first + 1);
  expect(await refused(fhir, [post(invoice(30)), post(invoice(40, 41))])).toMatchObject({ status: 400 });
  expect(numberOf((await fhir.send('POST', '/Invoice', invoice(50))).resource)).toBe(first + 2);
  expect(await hospital.proof()).toMatchObject({ proven: true });
});
