import { readConfig, serviceEnvironment } from '@hms/service-kit/config';
import { z } from 'zod';

const Environment = z.object(serviceEnvironment({ port: 3004, database: 'hms_patients' }));

export const loadConfig = () => readConfig('patient-service', Environment);
