import { inFolder } from '../step';

const services = ['appointment-service', 'payment-service', 'prescription-service'];

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
