import { readConfig, serviceEnvironment } from '@hms/service-kit/config';
import { z } from 'zod';

const Environment = z.object(serviceEnvironment({ port: 3003, database: 'hms_doctors' }));

export const loadConfig = () => readConfig('doctor-service', Environment);
