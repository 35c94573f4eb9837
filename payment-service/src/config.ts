import { papersEnvironment } from '@hms/papers/papers';
import { neighbourEnvironment, readConfig, serviceEnvironment, serviceUrl } from '@hms/service-kit/config';
import { currencyCode } from '@hms/service-kit/money';
import { z } from 'zod';

const Environment = z.object({
  ...serviceEnvironment({ port: 3005, database: 'hms_payments' }),
  ...neighbourEnvironment,
  BILLING_SERVICE_URL: serviceUrl,
  HMS_CURRENCY: currencyCode.default('USD'),
  ...papersEnvironment,
});

export const loadConfig = () => readConfig('payment-service', Environment);
