import type { paths } from '../api/generated/prescription-service';
import type { components } from '../api/generated/prescription-service';
import { clientAt } from '../api/services';

/** The services that keep an audit; what each has of it is the same. */
export const auditedServices = [
  ...(['appointment-service', 'billing-service', 'patient-service'] as const),
  ...(['payment-service', 'prescription-service'] as const),
];
export type ServiceName = (typeof auditedServices)[number];

export type AuditEvent = components['schemas']['AuditEvent'];
export type Access = components['schemas']['Access'];

/** Returns a client of what several services have under the same path. */
export const clientOf = (service: ServiceName) => clientAt<paths>(service);
