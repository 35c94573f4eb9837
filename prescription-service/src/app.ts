import type { Papers } from '@hms/papers/papers';
import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import { dispensingRoutes } from './dispensing/routes';
import { prescriptionRoutes, type PrescriptionDeps } from './routes';
import { signingRoutes } from './signing/routes';
import type { SigningKeys } from './signing/signing-keys';

export const createApp = (deps: PrescriptionDeps & Runtime & { keys: SigningKeys; papers: Papers }) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'prescription-service',
      version: '0.1.0',
      summary: 'Prescriptions: what a doctor ordered for a patient, whether it is safe, and what of it was dispensed.',
    },
    settling: [deps.prescriptions.task],
    routes: [
      ...signingRoutes(deps.db, deps.keys, deps.papers, deps.validity.timeZone),
      ...prescriptionRoutes(deps),
      ...dispensingRoutes(deps),
    ],
  });
