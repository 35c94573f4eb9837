import type { auditedServices } from '../access/roles';
import type { paths } from '../api/generated/prescription-service';
import type { components } from '../api/generated/prescription-service';
import { clientAt } from '../api/services';

/** What each of these has of its audit is the same. */
export type ServiceName = (typeof auditedServices)[number];

export type AuditEvent = components['schemas']['AuditEvent'];
export type Access = components['schemas']['Access'];

/** Returns a client of what several services have under the same path. */
export const clientOf = (service: ServiceName) => clientAt<paths>(service);
