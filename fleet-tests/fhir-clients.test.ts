import { randomUUID } from 'node:crypto';
import type {
  Account,
  Appointment,
  Bundle,
  Invoice,
  MedicationDispense,
  MedicationRequest,
  Parameters,
  Patient,
  PractitionerRole,
} from 'fhir/r4';
import { othersClients, type Refused } from '../fhir-tests/clients';
import { fleetProgram } from './fleet-program';

const { urls, gatewayUrl, endAllFleets, startFleet, tokenOf } = fleetProgram('fhir-clients', 6400);

beforeAll(() => startFleet('--fresh', '--sample'));
afterAll(endAllFleets);

const nationalId = 'urn:example:national-id';
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
/** Of no two patients alike: one who is like another is refused as a possible duplicate. */
const newName = () => Array.from({ length: 12 }, () => String.fromCharCode(97 + Math.random() * 26)).join('');

const newPatient = (): Patient => ({
  resourceType: 'Patient',
  identifier: [{ system: nationalId, value: randomUUID() }],
  name: [{ family: newName(), given: [newName()] }],
  birthDate: `19${10 + Math.floor(Math.random() * 89)}-05`,
});
const onlyOnce = ({ identifier: [number] = [] }: Patient) => ({
  'If-None-Exist': `identifier=${number?.system}|${number?.value}`,
});
const booking = (proposed: Appointment): Parameters => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'appt-resource', resource: proposed }],
});

describe.each(Object.entries(othersClients))("a patient's way by %s", (_name, clientOf) => {
  const as = async (person: string) => clientOf(`${gatewayUrl}/fhir/R4`, await tokenOf(person));
  const asked = newPatient();
  let patient = asked;
  let doctor = '';
  let visit: Appointment | undefined;
  let order: MedicationRequest | undefined;
  const subject = () => ({ reference: `Patient/${patient.id}` });

  it('finds out what there is', async () => {
    expect(await (await as('receptionist')).capability()).toMatchObject({ fhirVersion: '4.0.1' });
  });

  it('registers a patient once, however often and by however many at a moment', async () => {
    const reception = await as('receptionist');
    const all = await Promise.all([1, 2, 3].map(() => reception.create(asked, onlyOnce(asked))));
    patient = await reception.create(asked, onlyOnce(asked));
    expect(patient).toMatchObject({ name: [{ family: asked.name?.[0]?.family }], birthDate: asked.birthDate });
    expect(new Set([...all, patient].map(({ id }) => id)).size).toBe(1);
  });

  it('finds them by their number, and by a name with a typo', async () => {
    const nurse = await as('nurse');
    const family = asked.name?.[0]?.family ?? '';
    const misheard = `${family.slice(0, 5)}${family.slice(6)}`;
    const number = patient.identifier?.find(({ system }) => system === 'urn:hms:mrn')?.value ?? '';
    for (const [parameter, value] of [
      ['identifier', `urn:hms:mrn|${number}`],
      ['name', misheard],
    ] as const)
      expect(await nurse.search<Patient>('Patient', { [parameter]: value })).toMatchObject([{ id: patient.id }]);
    expect(await nurse.read('Patient', patient.id ?? '')).toEqual(patient);
  });

  it('is refused what would be ignored elsewhere', async () => {
    const nurse = await as('nurse');
    const wrong = nurse.search('Patient', { surname: 'Quarrington' });
    await expect(wrong).rejects.toMatchObject({ status: 400, outcome: { issue: [{ severity: 'error' }] } });
  });

  it('finds doctors page by page, each once', async () => {
    const reception = await as('receptionist');
    const roles = await reception.search<PractitionerRole>('PractitionerRole', { active: 'true', _count: '5' });
    expect(roles.length).toBeGreaterThan(10);
    expect(new Set(roles.map(({ id }) => id)).size).toBe(roles.length);
    doctor = roles[0]?.practitioner?.reference ?? '';
  });

  it('books the first free time that $find proposes, and gives it to one of two who take it', async () => {
    const reception = await as('receptionist');
    const { entry = [] } = await reception.operate<Bundle<Appointment>>('Appointment/$find', {
      resourceType: 'Parameters',
      parameter: [
        { name: 'practitioner', valueReference: { reference: doctor } },
        { name: 'patient', valueReference: subject() },
        { name: 'start', valueDateTime: inDays(1) },
        { name: 'end', valueDateTime: inDays(30) },
      ],
    });
    const [free] = entry.flatMap(({ resource }) => resource ?? []);
    if (!free) throw new Error('no time is free');
    const booked = [free, free].map((time) => reception.operate<Appointment>('Appointment/$book', booking(time)));
    visit = await Promise.any(booked);
    expect(visit).toMatchObject({ status: 'booked', minutesDuration: free.minutesDuration });
    expect(Date.parse(visit.start ?? '')).toBe(Date.parse(free.start ?? ''));
    const answers = await Promise.allSettled(booked);
    expect(answers.flatMap((one) => (one.status === 'rejected' ? [one.reason as Refused] : []))).toMatchObject([
      { status: 409, outcome: { issue: [{ code: 'conflict' }] } },
    ]);
  });

  it('prescribes as that doctor', async () => {
    const prescriber = await as(`doctor:${doctor.replace('Practitioner/', '')}`);
    order = await prescriber.create<MedicationRequest>({
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: 'Paracetamol 500 mg' },
      subject: subject(),
      requester: { reference: doctor },
      supportingInformation: [{ reference: `Appointment/${visit?.id}` }],
      dosageInstruction: [
        {
          timing: { repeat: { frequency: 3, period: 1, periodUnit: 'd' } },
          doseAndRate: [{ doseQuantity: { value: 500, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }],
        },
      ],
      dispenseRequest: { quantity: { value: 20, unit: 'tablet' } },
    });
    expect(order).toMatchObject({ status: 'active', subject: subject(), requester: { reference: doctor } });
  });

  it('reads what was handed out, which is done natively', async () => {
    const authorization = `Bearer ${await tokenOf('pharmacist')}`;
    const dispensed = await fetch(`${urls.prescription}/prescriptions/${order?.id}/dispenses`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ quantity: 12 }),
    });
    expect(dispensed.status).toBe(201);
    const pharmacist = await as('pharmacist');
    const of = { prescription: `MedicationRequest/${order?.id}` };
    expect(await pharmacist.search<MedicationDispense>('MedicationDispense', of)).toMatchObject([
      { status: 'completed', subject: subject(), quantity: { value: 12 } },
    ]);
  });

  it('reads the bill with its currency, and what the patient owes', async () => {
    const cashier = await as('cashier');
    const issued = await cashier.create<Invoice>({
      resourceType: 'Invoice',
      status: 'issued',
      subject: subject(),
      lineItem: [
        {
          chargeItemCodeableConcept: { text: 'Consultation' },
          priceComponent: [{ type: 'base', factor: 1, amount: { value: 120.5, currency: 'USD' } }],
        },
      ],
    });
    const invoice = await cashier.read<Invoice>('Invoice', issued.id ?? '');
    expect(invoice).toMatchObject({ status: 'issued', totalGross: { value: 120.5, currency: 'USD' } });
    expect(await cashier.search<Invoice>('Invoice', { subject: subject().reference })).toEqual([invoice]);
    expect(await cashier.read<Account>('Account', patient.id ?? '')).toMatchObject({ subject: [subject()] });
  });

  it('reads all of it by $everything, and what it may not see is named', async () => {
    const typesFor = async (person: string) => {
      const { entry = [] } = await (await as(person)).operate<Bundle>(`Patient/${patient.id}/$everything`);
      return [...new Set(entry.map(({ resource }) => resource?.resourceType))].sort();
    };
    const ofManager = ['Account', 'Appointment', 'Invoice', 'Patient'];
    const clinical = ['AllergyIntolerance', 'MedicationDispense', 'MedicationRequest'];
    expect(await typesFor('owner')).toEqual([...ofManager, ...clinical].sort());
    expect(await typesFor('manager')).toEqual([...ofManager, 'OperationOutcome'].sort());
  });
});
