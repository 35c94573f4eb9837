import { neighbourEnvironment, readConfig, serviceEnvironment, serviceUrl, wholeNumber } from '@hms/service-kit/config';
import { z } from 'zod';

const Environment = z.object({
  ...serviceEnvironment({ port: 3006, database: 'hms_prescriptions' }),
  ...neighbourEnvironment,
  /** Absent: allergies are not checked, and every prescription says so. */
  PATIENT_SERVICE_URL: serviceUrl.optional(),
  /** Absent: doctors are not looked up. */
  DOCTOR_SERVICE_URL: serviceUrl.optional(),
  /** For how long a prescription is good that does not say it. */
  PRESCRIPTION_VALID_DAYS: wholeNumber(1, 3660).default(90),
});

export const loadConfig = () => readConfig('prescription-service', Environment);
