import { loadServices } from '../../fleet/src/topology';
import { inFolder, type StepOfFolder } from '../step';

const services = loadServices().flatMap(({ name, access }) => ('listAuditEvents' in access ? [name] : []));

/** Last, so that all that was done before is in it. */
export const audit = inFolder(
  '11 Who has seen what',
  services.flatMap((service): StepOfFolder[] => [
    {
      operation: `${service}/listAuditEvents`,
      name: `Who did what in ${service}`,
      query: { patientId: '{{patientId}}', limit: '5' },
      status: 200,
      expect: { 'data.0.patientIds.0': '{{patientId}}' },
    },
    {
      operation: `${service}/listAccesses`,
      name: `The same for the patient, by ${service}`,
      path: { id: '{{patientId}}' },
      as: 'auditor',
      status: 200,
    },
    {
      operation: `${service}/getAuditHead`,
      name: `The end of the chain of ${service}`,
      status: 200,
      expect: { service },
    },
    { operation: `${service}/proveAudit`, name: `Prove the chain of ${service}`, status: 200, expect: { whole: true } },
  ]),
);
