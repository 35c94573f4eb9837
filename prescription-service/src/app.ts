import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import type { Issuer } from '@hms/service-kit/pdf-page';
import { dispensingRoutes } from './dispensing/routes';
import { prescriptionRoutes, type PrescriptionDeps } from './routes';
import { signingRoutes } from './signing/routes';
import type { SigningKeys } from './signing/signing-keys';

export const createApp = (deps: PrescriptionDeps & Runtime & { keys: SigningKeys; issuer: Issuer }) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'prescription-service',
      version: '0.1.0',
      port: 3006,
      summary: 'Prescriptions: what a doctor ordered for a patient, whether it is safe, and what of it was dispensed.',
      description:
        'Prescribes medicines once they are found safe for the patient, signs the prescriptions, and records what is dispensed and returned. Allergies are kept by patient-service.',
      tags: { prescriptions: 'Prescriptions, their signed codes, dispenses and returns' },
    },
    settling: [deps.prescriptions.task],
    routes: [
      ...signingRoutes(deps.db, deps.keys, deps.issuer, deps.validity.timeZone),
      ...prescriptionRoutes(deps),
      ...dispensingRoutes(deps),
    ],
  });
