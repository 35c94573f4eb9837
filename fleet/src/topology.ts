export interface ServiceUnit {
  /** Folder, process and image, such as `patient-service`. */
  name: string;
  port: number;
  database: { server: string; port: number; name: string; role: string };
  /** Environment variables that hold a neighbour's address, and which neighbour. */
  neighbours: Record<string, string>;
}

const unit = (owns: string, number: number, name: string, role: string, neighbours: Record<string, string> = {}) => ({
  name: `${owns}-service`,
  port: 3000 + number,
  database: { server: `${owns}-db`, port: 54300 + number, name, role },
  neighbours,
});

/** The six services; names, ports and databases are what users type. */
export const services: ServiceUnit[] = [
  unit('appointment', 1, 'hms_appointments', 'hms_appointment', {
    DOCTOR_SERVICE_URL: 'doctor-service',
    PATIENT_SERVICE_URL: 'patient-service',
  }),
  unit('billing', 2, 'hms_billing', 'hms_billing'),
  unit('doctor', 3, 'hms_doctors', 'hms_doctor'),
  unit('patient', 4, 'hms_patients', 'hms_patient'),
  unit('payment', 5, 'hms_payments', 'hms_payment', { BILLING_SERVICE_URL: 'billing-service' }),
  unit('prescription', 6, 'hms_prescriptions', 'hms_prescription', {
    PATIENT_SERVICE_URL: 'patient-service',
    DOCTOR_SERVICE_URL: 'doctor-service',
  }),
];

/** All ports moved up, so that a second fleet can run beside the first. */
export const withPortOffset = (offset: number): ServiceUnit[] =>
  services.map((service) => ({
    ...service,
    port: service.port + offset,
    database: { ...service.database, port: service.database.port + offset },
  }));
