import { ConfigError, isProduction } from '@hms/service-kit/config';
import { defineService } from '@hms/service-kit/service';
import { z } from 'zod';
import { identityPages } from './pages';

const words = 'i-know-that-this-is-no-production-issuer';

export const service = defineService({
  name: 'identity',
  summary: 'Signs sample people and the services in, while you try the fleet. For development only.',
  description:
    'An OpenID provider with sample people: code with PKCE, client credentials, refresh, logout. It is not for real patients; in production any OpenID provider takes its place.',
  tags: {},
  port: 3010,
  database: { name: 'hms_identity', role: 'hms_identity' },
  environment: {
    SAMPLE_STAFF_PASSWORD: z.string().min(12).meta({ description: 'The password that all sample people share' }),
    SERVICE_PUBLIC_KEYS: z.string().default('').meta({
      description: 'The public keys of the services: <service>=<base64 of SPKI>, separated by commas',
    }),
    GATEWAY_URLS: z
      .string()
      .default('http://localhost:3000')
      .meta({ description: 'Where the gateway is opened in browsers, separated by commas: its PUBLIC_URL' }),
    INTEGRATION_CLIENT_SECRET: z.string().min(12).meta({ description: 'The secret of the sample integration' }),
    IDENTITY_IN_PRODUCTION: z
      .string()
      .default('')
      .meta({
        description: `With NODE_ENV=production it starts only if this is ${words}`,
      }),
  },
  constraints: {},
  access: {},
  operations: () => [],
  pages: ({ db, settings }) => {
    if (isProduction && settings.IDENTITY_IN_PRODUCTION !== words) {
      throw new ConfigError(
        `identity is a development provider: its people are samples. Set AUTH_ISSUER to your own issuer, and leave identity out; or, to try things, set IDENTITY_IN_PRODUCTION=${words}.`,
      );
    }
    return identityPages(db, {
      issuer: settings.AUTH_ISSUER,
      password: settings.SAMPLE_STAFF_PASSWORD,
      servicePublicKeys: settings.SERVICE_PUBLIC_KEYS,
      integrationSecret: settings.INTEGRATION_CLIENT_SECRET,
      gatewayUrls: settings.GATEWAY_URLS.split(',').map((url) => url.trim().replace(/\/$/, '')),
      isBehindProxy: settings.TRUST_PROXY.length > 0,
      origins: settings.CORS_ORIGINS,
    });
  },
});
