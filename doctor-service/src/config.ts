import { neighbourEnvironment, readConfig, serviceEnvironment, serviceUrl } from '@hms/service-kit/config';
import { region } from '@hms/service-kit/phone';
import { z } from 'zod';

const Environment = z.object({
  ...serviceEnvironment({ port: 3003, database: 'hms_doctors' }),
  ...neighbourEnvironment,
  /** Absent: which booked visits a change of hours affects is not known. */
  APPOINTMENT_SERVICE_URL: serviceUrl.optional(),
  /** Of phone numbers that are written without their country. */
  HMS_REGION: region.default('US'),
});

export const loadConfig = () => readConfig('doctor-service', Environment);
