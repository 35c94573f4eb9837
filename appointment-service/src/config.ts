import { neighbourEnvironment, readConfig, serviceEnvironment, serviceUrl, wholeNumber } from '@hms/service-kit/config';
import { z } from 'zod';

const Environment = z.object({
  ...serviceEnvironment({ port: 3001, database: 'hms_appointments' }),
  ...neighbourEnvironment,
  DOCTOR_SERVICE_URL: serviceUrl,
  /** Absent: patients are not looked up. */
  PATIENT_SERVICE_URL: serviceUrl.optional(),
  /** How long a time is held for a patient on the waiting list. */
  WAITLIST_HOLD_MINUTES: wholeNumber(1, 10_080).default(30),
});

export const loadConfig = () => readConfig('appointment-service', Environment);
