import path from 'node:path';
import { ConfigError, wholeNumber } from '@hms/service-kit/config';
import { metadataOf, openIssuer } from '@hms/service-kit/issuer';
import { defineService } from '@hms/service-kit/service';
import { mayAsk } from '@hms/service-kit/service-definition';
import { openTokens } from '@hms/service-kit/tokens';
import { z } from 'zod';
import { openBegunSignIns } from './begun-sign-ins';
import { openForward, type Upstream } from './forward';
import { openIssuerClient } from './issuer-client';
import { gatewayPages } from './pages';
import { openSeal } from './seal';
import { cookieNamed, cookiesNamed } from './session-cookie';
import { openSessionStore } from './session-store';
import { openSessions } from './sessions';

const origin = z.url({ protocol: /^https?$/ }).refine((text) => new URL(text).origin === text, {
  error: 'must be scheme, host and port alone, such as https://hospital.example.org',
});

export const service = defineService({
  name: 'gateway',
  summary: 'One origin for people and programs: the application, the sign-in, and the way to the services.',
  description:
    'Serves the files of the application, signs people in at the issuer and keeps their tokens from the browser, and passes /api/<collection> on to the service that has it. It knows no rule of the hospital.',
  tags: {},
  port: 3000,
  database: { name: 'hms_gateway', role: 'hms_gateway' },
  environment: {
    PUBLIC_URL: origin.default('http://localhost:3000').meta({ description: 'Where people open it in a browser' }),
    SESSION_KEY: z.string().min(32).meta({ description: 'By which sessions are encrypted; another one ends them all' }),
    SESSION_LIFE_MINUTES: wholeNumber(1, 10_080).default(720).meta({ description: 'The longest that a session lasts' }),
    SESSION_IDLE_MINUTES: wholeNumber(1, 10_080).default(30).meta({ description: 'The longest without a request' }),
    ISSUER_BROWSER_URL: z
      .union([z.literal('').transform(() => undefined), origin])
      .optional()
      .meta({ description: 'Where browsers reach the issuer, if not where AUTH_ISSUER says' }),
    SIGN_IN_SCOPE: z
      .string()
      .default('openid')
      .meta({ description: 'What a sign-in asks for; some issuers give refresh tokens only with offline_access' }),
    API_DEADLINE_MS: wholeNumber(100, 600_000)
      .default(15_000)
      .meta({ description: 'The longest that the begin of a response is waited for' }),
    FRONT_DESK_DIR: z.string().default('').meta({ description: 'The built application; by default the one beside it' }),
  },
  upstreams: {
    appointments: mayAsk('appointment-service', upstreamAt('appointment-service')),
    billing: mayAsk('billing-service', upstreamAt('billing-service')),
    doctors: mayAsk('doctor-service', upstreamAt('doctor-service')),
    patients: mayAsk('patient-service', upstreamAt('patient-service')),
    payments: mayAsk('payment-service', upstreamAt('payment-service')),
    prescriptions: mayAsk('prescription-service', upstreamAt('prescription-service')),
  },
  callsAsPeople: true,
  constraints: {},
  access: {},
  operations: () => [],
  pages: ({ db, log, settings, upstreams, key, lifecycle }) => {
    if (!key) throw new ConfigError('gateway needs AUTH_CLIENT_KEY');
    const { AUTH_ISSUER: issuer, AUTH_METADATA_URL: metadataUrl, PUBLIC_URL: publicUrl } = settings;
    const seal = openSeal(settings.SESSION_KEY);
    const lifetimes = {
      lifeMs: settings.SESSION_LIFE_MINUTES * 60_000,
      idleMs: settings.SESSION_IDLE_MINUTES * 60_000,
    };
    const client = openIssuerClient({
      issuer,
      metadataUrl,
      browserUrl: settings.ISSUER_BROWSER_URL,
      clientId: 'gateway',
      key,
      publicUrl,
      scope: settings.SIGN_IN_SCOPE,
    });
    const tokens = openTokens(
      { issuer, audience: settings.AUTH_AUDIENCE, rolesClaim: settings.AUTH_ROLES_CLAIM },
      openIssuer(issuer, metadataUrl ?? metadataOf(issuer)),
    );
    const known = Object.values(upstreams).filter((upstream) => upstream !== undefined);
    return gatewayPages({
      issuer: client,
      sessions: openSessions(openSessionStore(db, seal, lifetimes), client, tokens, lifetimes, log),
      signIns: openBegunSignIns(db, seal, cookiesNamed('hms-sign-in', publicUrl)),
      sessionCookie: cookieNamed('hms-session', publicUrl),
      seal,
      tokens,
      forward: openForward(settings.API_DEADLINE_MS, lifecycle),
      lifecycle,
      upstreams: new Map(known.map((upstream) => [upstream.name, upstream])),
      publicUrl,
      timeZone: settings.HMS_TIME_ZONE,
      folder: settings.FRONT_DESK_DIR || path.resolve(__dirname, '../../front-desk/dist'),
      log,
    });
  },
});

/** It calls them itself, for the kit's calls hold their bodies whole. */
function upstreamAt(name: string) {
  return (_calls: unknown, url: string): Upstream => ({ name, url });
}
