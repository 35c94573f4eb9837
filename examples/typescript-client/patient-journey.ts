// A patient's way through the hospital, by clients that are typed by the services' OpenAPI documents.
// FLEET_URL says where: the services answer on the six ports after it.
import { randomUUID } from 'node:crypto';
import createClient from 'openapi-fetch';
import { as } from './sign-in';
import type { paths as AppointmentPaths } from './types/appointment-service';
import type { paths as BillingPaths } from './types/billing-service';
import type { paths as DoctorPaths } from './types/doctor-service';
import type { components, paths as PatientPaths } from './types/patient-service';
import type { paths as PaymentPaths } from './types/payment-service';
import type { paths as PrescriptionPaths } from './types/prescription-service';

const at = (number: number) => {
  const url = new URL(process.env['FLEET_URL'] ?? 'http://localhost:3000');
  url.port = String(Number(url.port) + number);
  return { baseUrl: url.origin };
};
const appointments = createClient<AppointmentPaths>(at(1));
const billing = createClient<BillingPaths>(at(2));
const doctors = createClient<DoctorPaths>(at(3));
const patients = createClient<PatientPaths>(at(4));
const payments = createClient<PaymentPaths>(at(5));
const prescriptions = createClient<PrescriptionPaths>(at(6));

// each by who does it; a doctor prescribes in their own name
let prescriber = '';
appointments.use(as('receptionist'));
billing.use(as('cashier'));
doctors.use(as('manager'));
// that she has no allergies is for clinical staff to say
patients.use(as('nurse'));
payments.use(as('cashier'));
prescriptions.use(as(({ url }) => (url.endsWith('/prescriptions') ? `doctor:${prescriber}` : 'pharmacist')));

async function main(): Promise<void> {
  const patient = await registerPatient();
  const doctorId = await addDoctor();
  await visit(patient.id, doctorId);
  await treat(patient.id, doctorId);
  await settle(patient.id);
}

async function registerPatient() {
  const patient = dataOf(
    await patients.POST('/patients', {
      // earlier runs have registered her as well
      params: { query: { allowDuplicate: true } },
      body: { givenName: 'Ada', familyName: 'Lovelace', birthDate: '1985-12-10', noKnownAllergies: true },
    }),
  );
  console.log(`registered ${patient.givenName} ${patient.familyName} as ${patient.mrn}`);

  const changed = dataOf(
    await patients.PATCH('/patients/{id}', {
      params: { path: { id: patient.id }, header: { 'If-Match': `"${patient.version}"` } },
      body: { phone: '+44 20 7946 0018' },
      headers: { 'content-type': 'application/merge-patch+json' },
    }),
  );
  console.log(`added her phone number, ${changed.phone}; she is at version ${changed.version}`);
  return patient;
}

async function addDoctor(): Promise<string> {
  const body = { givenName: 'Elizabeth', familyName: 'Blackwell', specialty: 'General practice' };
  const doctor = dataOf(await doctors.POST('/doctors', { body: { ...body, licenseNumber: randomUUID() } }));
  prescriber = doctor.id;
  return doctor.id;
}

async function visit(patientId: string, doctorId: string): Promise<void> {
  const slots = dataOf(await appointments.GET('/slots', { params: { query: { doctorId, patientId, limit: 1 } } }));
  const [slot] = slots.data;
  if (!slot) throw new Error('no time is free');
  const booked = dataOf(
    await appointments.POST('/appointments', {
      params: { header: { 'Idempotency-Key': randomUUID() } },
      body: { patientId, doctorId, time: slot.time, reason: 'Check-up' },
    }),
  );
  console.log(`booked a visit of ${booked.durationMinutes} minutes with ${booked.doctor?.name}: ${booked.status}`);

  const path = { id: booked.id };
  const arrived = dataOf(await appointments.POST('/appointments/{id}/arrive', { params: { path } }));
  console.log(`checked her in: ${arrived.status}`);
  const seen = dataOf(await appointments.POST('/appointments/{id}/fulfill', { params: { path } }));
  console.log(`the doctor has seen her: ${seen.status}`);
}

async function treat(patientId: string, doctorId: string): Promise<void> {
  const prescription = dataOf(
    await prescriptions.POST('/prescriptions', {
      body: {
        patientId,
        doctorId,
        medication: { name: 'Paracetamol', form: 'tablet', strength: '500 mg' },
        dosage: { dose: 1, doseUnit: 'tablet', frequency: 4, period: 1, periodUnit: 'd', durationDays: 5 },
        quantity: 20,
        quantityUnit: 'tablet',
      },
    }),
  );
  console.log(`prescribed ${prescription.medication.name}, ${prescription.dosage?.text}: ${prescription.status}`);
  const dispense = dataOf(
    await prescriptions.POST('/prescriptions/{id}/dispenses', {
      params: { path: { id: prescription.id } },
      body: { quantity: 20 },
    }),
  );
  console.log(`dispensed ${dispense.quantity} tablets; ${dispense.remainingQuantity} are left`);
}

async function settle(patientId: string): Promise<void> {
  const lines = [
    { description: 'Consultation', unitAmount: 120 },
    { description: 'Paracetamol', unitAmount: 5.25, quantity: 2 },
  ];
  const bill = dataOf(await billing.POST('/bills', { body: { patientId, currency: 'USD', lines } }));
  console.log(`billed ${bill.amount} ${bill.currency} as ${bill.number}`);

  const payment = dataOf(
    await payments.POST('/payments', {
      params: { header: { 'Idempotency-Key': randomUUID() } },
      body: { billId: bill.id, amount: bill.amount, currency: bill.currency, method: 'card' },
    }),
  );
  console.log(`took ${payment.amount} ${payment.currency} by ${payment.method}: ${payment.status}`);
  const refund = dataOf(
    await payments.POST('/payments/{id}/refunds', {
      params: { path: { id: payment.id } },
      body: { amount: 20.25, reason: 'Charged too much' },
    }),
  );
  console.log(`refunded ${refund.amount} ${refund.currency}: ${refund.status}`);

  const { balances } = dataOf(await billing.GET('/balances/{patientId}', { params: { path: { patientId } } }));
  for (const { owed, currency } of balances) console.log(`she owes ${owed} ${currency}`);
}

type Problem = components['schemas']['Problem'];
type Result<T> = { data: T; error?: never; response: Response } | { data?: never; error: Problem; response: Response };

/** Throws an error with what the service says, unless it has done what it was asked. */
function dataOf<T>({ data, error, response }: Result<T>): T {
  if (error) throw new Error(`${response.status} ${error.type}: ${error.detail}`);
  return data;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
