import { papersEnvironment } from '@hms/papers/papers';
import { neighbourEnvironment, readConfig, serviceEnvironment, serviceUrl, wholeNumber } from '@hms/service-kit/config';
import { z } from 'zod';
import { readPrivateKey } from './signing/signing-key';

const signingKey = z.string().transform((text, context) => {
  if (text === '') return undefined;
  try {
    return readPrivateKey(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be an Ed25519 key: PKCS #8 in PEM, or its 32 bytes in base64' });
    return z.NEVER;
  }
});

const Environment = z.object({
  ...serviceEnvironment({ port: 3006, database: 'hms_prescriptions' }),
  ...neighbourEnvironment,
  ...papersEnvironment,
  /** Absent: allergies are not checked, and every prescription says so. */
  PATIENT_SERVICE_URL: serviceUrl.optional(),
  /** Absent: doctors are not looked up. */
  DOCTOR_SERVICE_URL: serviceUrl.optional(),
  /** For how long a prescription is good that does not say it. */
  PRESCRIPTION_VALID_DAYS: wholeNumber(1, 3660).default(90),
  /** Absent or empty: the service makes a key and keeps it in its database. */
  SIGNING_KEY: signingKey.optional(),
});

export const loadConfig = () => readConfig('prescription-service', Environment);
