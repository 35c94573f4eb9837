import { papersEnvironment } from '@hms/papers/papers';
import { readConfig, serviceEnvironment } from '@hms/service-kit/config';
import { currencyCode } from '@hms/service-kit/money';
import { z } from 'zod';

const Environment = z.object({
  ...serviceEnvironment({ port: 3002, database: 'hms_billing' }),
  HMS_CURRENCY: currencyCode.default('USD'),
  ...papersEnvironment,
});

export const loadConfig = () => readConfig('billing-service', Environment);
