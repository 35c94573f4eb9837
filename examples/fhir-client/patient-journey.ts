// A patient's way through the hospital in FHIR R4, by a client that knows nothing of this hospital (fhir-kit-client).
// FLEET_URL says where the gateway is.
import type { Client } from 'fhir-kit-client';
import type {
  Appointment,
  Bundle,
  FhirResource,
  Invoice,
  MedicationRequest,
  Parameters,
  Patient,
  Practitioner,
} from 'fhir/r4';
import { tokenOf } from '../typescript-client/sign-in';

const baseUrl = `${new URL(process.env['FLEET_URL'] ?? 'http://localhost:3000').origin}/fhir/R4`;

async function main(): Promise<void> {
  const reception = await clientOf('receptionist');
  const patient = await registerPatient(reception);
  const doctor = await findDoctor(reception);
  await visit(reception, patient, doctor);
  await prescribe(patient, doctor);
  await bill(patient);
  await readAll(patient);
}

async function registerPatient(reception: Client): Promise<Patient> {
  const birthDate = `19${10 + Math.floor(Math.random() * 89)}-05`;
  const resource = { resourceType: 'Patient', name: [{ family: 'Lovelace', given: [`Ada${Date.now()}`] }], birthDate };
  const patient = await got<Patient>(reception.create({ resourceType: 'Patient', body: resource }));
  console.log(`registered ${patient.name?.[0]?.given?.[0]} with the number ${patient.identifier?.[0]?.value}`);
  const found = await got<Bundle>(
    reception.resourceSearch({
      resourceType: 'Patient',
      searchParams: { identifier: `urn:hms:mrn|${patient.identifier?.[0]?.value}` },
    }),
  );
  console.log(`found by it: ${found.entry?.length} patient`);
  return patient;
}

async function findDoctor(reception: Client): Promise<Practitioner> {
  const roles = await got<Bundle>(
    reception.resourceSearch({
      resourceType: 'PractitionerRole',
      searchParams: { active: 'true', _include: 'PractitionerRole:practitioner' },
    }),
  );
  const doctor = resourcesOf<Practitioner>(roles, 'Practitioner')[0];
  if (!doctor) throw new Error('there is no doctor');
  return doctor;
}

/** Books the first free time, as it was found. */
async function visit(reception: Client, patient: Patient, doctor: Practitioner): Promise<void> {
  const start = new Date(Date.now() + 86_400_000).toISOString();
  const end = new Date(Date.now() + 15 * 86_400_000).toISOString();
  const found = await got<Bundle>(
    reception.request(
      `Appointment/$find?practitioner=Practitioner/${doctor.id}&patient=Patient/${patient.id}&start=${start}&end=${end}`,
    ),
  );
  const [free] = resourcesOf<Appointment>(found, 'Appointment');
  if (!free) throw new Error('no time is free');
  const body: Parameters = { resourceType: 'Parameters', parameter: [{ name: 'appt-resource', resource: free }] };
  const booked = await got<FhirResource>(
    reception.operation({ name: 'book', resourceType: 'Appointment', input: { ...body } }),
  );
  const [appointment] =
    booked.resourceType === 'Bundle' ? resourcesOf<Appointment>(booked, 'Appointment') : [booked as Appointment];
  console.log(`booked ${appointment?.start} for ${appointment?.minutesDuration} minutes: ${appointment?.status}`);
}

async function prescribe(patient: Patient, doctor: Practitioner): Promise<void> {
  const client = await clientOf(`doctor:${doctor.id}`);
  const order: MedicationRequest = {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: 'Paracetamol 500 mg' },
    subject: { reference: `Patient/${patient.id}` },
    requester: { reference: `Practitioner/${doctor.id}` },
    dosageInstruction: [
      {
        timing: { repeat: { frequency: 3, period: 1, periodUnit: 'd' } },
        doseAndRate: [{ doseQuantity: { value: 500, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }],
      },
    ],
  };
  const made = await got<MedicationRequest>(client.create({ resourceType: 'MedicationRequest', body: { ...order } }));
  console.log(
    `prescribed ${made.medicationCodeableConcept?.text}, ${made.dosageInstruction?.[0]?.text}: ${made.status}`,
  );
}

async function bill(patient: Patient): Promise<void> {
  const cashier = await clientOf('cashier');
  const invoice: Invoice = {
    resourceType: 'Invoice',
    status: 'issued',
    subject: { reference: `Patient/${patient.id}` },
    lineItem: [
      {
        chargeItemCodeableConcept: { text: 'Consultation' },
        priceComponent: [{ type: 'base', factor: 1, amount: { value: 120, currency: 'USD' } }],
      },
    ],
  };
  const made = await got<Invoice>(cashier.create({ resourceType: 'Invoice', body: { ...invoice } }));
  const read = await got<Invoice>(cashier.read({ resourceType: 'Invoice', id: made.id ?? '' }));
  console.log(
    `billed ${read.totalGross?.value} ${read.totalGross?.currency} as ${read.identifier?.[0]?.value}: ${read.status}`,
  );
}

/** As far as a manager may see it; what is left out, the Bundle says. */
async function readAll(patient: Patient): Promise<void> {
  const manager = await clientOf('manager');
  const all = await got<Bundle>(manager.request(`Patient/${patient.id}/$everything`));
  const counted = new Map<string, number>();
  for (const { resource } of all.entry ?? [])
    if (resource) counted.set(resource.resourceType, (counted.get(resource.resourceType) ?? 0) + 1);
  console.log(`all of it: ${[...counted].map(([type, count]) => `${count} ${type}`).join(', ')}`);
}

/** What the client gives is a resource of any type. */
async function got<R>(answer: Promise<unknown>): Promise<R> {
  return (await answer) as R;
}

async function clientOf(person: string): Promise<Client> {
  // it is an ES module, and this is none
  const { Client } = await import('fhir-kit-client');
  return new Client({ baseUrl, bearerToken: await tokenOf(person) });
}

function resourcesOf<R extends FhirResource>(bundle: Bundle, type: R['resourceType']): R[] {
  return (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === type ? [resource as R] : []));
}

main().catch((error: unknown) => {
  const { response } = error as { response?: { data?: unknown } };
  console.error(response?.data ? JSON.stringify(response.data) : error);
  process.exitCode = 1;
});
