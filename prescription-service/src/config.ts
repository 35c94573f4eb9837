import { readConfig, serviceEnvironment } from '@hms/service-kit/config';
import { z } from 'zod';

const Environment = z.object(serviceEnvironment({ port: 3006, database: 'hms_prescriptions' }));

export const loadConfig = () => readConfig('prescription-service', Environment);
