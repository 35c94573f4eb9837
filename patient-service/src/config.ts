import { neighbourEnvironment, readConfig, serviceEnvironment, serviceUrl } from '@hms/service-kit/config';
import { region } from '@hms/service-kit/phone';
import { z } from 'zod';

const Environment = z.object({
  ...serviceEnvironment({ port: 3004, database: 'hms_patients' }),
  ...neighbourEnvironment,
  /** Absent: the answer to a recorded death does not know what is coming. */
  APPOINTMENT_SERVICE_URL: serviceUrl.optional(),
  /** Of phone numbers that are written without their country. */
  HMS_REGION: region.default('US'),
});

export const loadConfig = () => readConfig('patient-service', Environment);
