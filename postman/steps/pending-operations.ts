import { loadServices } from '../../fleet/src/topology';
import { inFolder } from '../step';

const services = loadServices().flatMap(({ name, access }) => ('listPendingOperations' in access ? [name] : []));

export const pendingOperations = inFolder(
  '8 What waits for an upstream',
  services.flatMap((service) => [
    {
      operation: `${service}/listPendingOperations`,
      name: `List what waits in ${service}`,
      query: { state: 'waiting', limit: '5' },
      status: 200,
    },
    {
      operation: `${service}/attemptPendingOperation`,
      name: `Try one in ${service} that waits no longer: there is none`,
      path: { id: '{{patientId}}' },
      status: 404,
      expect: { type: '/problems/not-found' },
    },
  ]),
);
