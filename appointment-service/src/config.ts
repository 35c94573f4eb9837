import { neighbourEnvironment, readConfig, serviceEnvironment, serviceUrl } from '@hms/service-kit/config';
import { z } from 'zod';

const Environment = z.object({
  ...serviceEnvironment({ port: 3001, database: 'hms_appointments' }),
  ...neighbourEnvironment,
  DOCTOR_SERVICE_URL: serviceUrl,
});

export const loadConfig = () => readConfig('appointment-service', Environment);
