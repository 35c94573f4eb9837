export interface ServiceUnit {
  /** Folder, process and image, such as `patient-service`. */
  name: string;
  port: number;
  database: { server: string; port: number; name: string; role: string };
  /** The folders of `db-init/` that its schema has in common with some other services. */
  sharedSchema: string[];
  /** Environment variables that hold the address of a service whose records this one refers to, and which service. */
  neighbours: Record<string, string>;
  /** The same of services that are only asked: nothing of what they say is kept, so such calls may go in a circle. */
  asked: Record<string, string>;
}

type Needs = Partial<Pick<ServiceUnit, 'sharedSchema' | 'neighbours' | 'asked'>>;

const unit = (owns: string, number: number, name: string, role: string, needs: Needs = {}): ServiceUnit => ({
  name: `${owns}-service`,
  port: 3000 + number,
  database: { server: `${owns}-db`, port: 15430 + number, name, role },
  sharedSchema: needs.sharedSchema ?? [],
  neighbours: needs.neighbours ?? {},
  asked: needs.asked ?? {},
});

const appointments = { APPOINTMENT_SERVICE_URL: 'appointment-service' };
const billing = { BILLING_SERVICE_URL: 'billing-service' };
const doctors = { DOCTOR_SERVICE_URL: 'doctor-service' };
const patients = { PATIENT_SERVICE_URL: 'patient-service' };

/** The six services; names, ports and databases are what users type. */
export const services: ServiceUnit[] = [
  unit('appointment', 1, 'hms_appointments', 'hms_appointment', {
    sharedSchema: ['pending-operations'],
    neighbours: { ...doctors, ...patients },
  }),
  unit('billing', 2, 'hms_billing', 'hms_billing', { sharedSchema: ['money'] }),
  unit('doctor', 3, 'hms_doctors', 'hms_doctor', { asked: appointments }),
  unit('patient', 4, 'hms_patients', 'hms_patient', { asked: appointments }),
  unit('payment', 5, 'hms_payments', 'hms_payment', {
    sharedSchema: ['money', 'pending-operations'],
    neighbours: billing,
  }),
  unit('prescription', 6, 'hms_prescriptions', 'hms_prescription', {
    sharedSchema: ['pending-operations'],
    neighbours: { ...patients, ...doctors },
  }),
];

/** The most that ports are moved up by: what is above 32767, Linux may give to an outgoing connection of any program at any moment. */
export const largestPortOffset = 11_000;

/** All ports moved up, so that a second fleet can run beside the first. */
export const withPortOffset = (offset: number): ServiceUnit[] =>
  services.map((service) => ({
    ...service,
    port: service.port + offset,
    database: { ...service.database, port: service.database.port + offset },
  }));
