import type { Database } from '@hms/service-kit/database';
import express, { type Request, type RequestHandler } from 'express';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import { countAttempts } from './attempts';
import { consentPage, readConsent, type Asked } from './consent-page';
import { expiredPage, frontPage, loginPage } from './login-page';
import { findPerson, guessedAs, isPassword } from './people';
import { makeProvider, type ProviderSettings } from './provider';
import { cookieSecret, currentKeys } from './signing-keys';

export type PageSettings = Omit<ProviderSettings, 'cookieSecret'>;

/** The paths of oidc-provider. */
const itsPaths = /^\/(\.well-known\/openid-configuration|auth|token|jwks|me|session)(\/|$)/;
/** The keys are looked at again after so long; after a rotation, the new one signs from then on. */
const keysMs = 5000;

const Login = z.object({ name: z.string().trim().max(200), password: z.string().max(200) });

interface Refusal {
  why: string;
  status: number;
  headers: Record<string, string>;
}

/** Returns what serves the provider, and its pages. Signing keys are changed without a stop. */
export function identityPages(db: Database, settings: PageSettings): RequestHandler {
  const router = express.Router();
  const attempts = countAttempts();
  let current: { provider: Provider; keys: string; lookedAt: number } | undefined;

  async function getProvider(): Promise<Provider> {
    if (current && performance.now() - current.lookedAt < keysMs) return current.provider;
    const keys = await currentKeys(db);
    const ids = keys.map(({ id }) => id).join(' ');
    const provider =
      current?.keys === ids
        ? current.provider
        : await makeProvider(db, keys, attempts, { ...settings, cookieSecret: await cookieSecret(db) });
    current = { provider, keys: ids, lookedAt: performance.now() };
    return provider;
  }

  /** Returns why the person cannot sign in; undefined if they can. */
  function refuse(name: string, password: string): Refusal | undefined {
    const what = guessedAs(name);
    const seconds = attempts.secondsToWait(what);
    if (seconds > 0) {
      return {
        why: 'Too many wrong passwords. Wait ten minutes.',
        status: 429,
        headers: { 'retry-after': String(seconds) },
      };
    }
    if (findPerson(name) && isPassword(password, settings.password)) {
      attempts.right(what);
      return undefined;
    }
    attempts.wrong(what);
    return { why: 'The user name or the password is wrong.', status: 401, headers: {} };
  }

  router.use((request, response, next) => {
    response.set(secured);
    // what oidc-provider sends says itself who may keep it; to a policy for scripts it adds the hash of its own
    if (itsPaths.test(request.path)) response.set('content-security-policy', `${policy}; script-src 'self'`);
    else response.set('cache-control', 'no-store');
    next();
  });
  router.get('/', (_request, response) => void response.type('html').send(frontPage()));
  router.get('/interaction/:uid', async (request, response) => {
    const provider = await getProvider();
    const details = await provider.interactionDetails(request, response).catch(() => undefined);
    if (!details) return void response.status(400).type('html').send(expiredPage());
    const asksConsent = details.prompt.name === 'consent';
    response.type('html').send(asksConsent ? consentPage(askedBy(details)) : loginPage(details.uid));
  });
  router.post('/interaction/:uid', express.urlencoded({ extended: false, limit: '4kb' }), async (request, response) => {
    const provider = await getProvider();
    const details = await provider.interactionDetails(request, response).catch(() => undefined);
    if (!details) return void response.status(400).type('html').send(expiredPage());
    if (details.prompt.name === 'consent') {
      const asked = askedBy(details);
      const answer = readConsent(asked, request.body);
      if (typeof answer === 'object' && 'fault' in answer)
        return void response.status(400).type('html').send(consentPage(asked, answer.fault));
      const result = answer === 'no' ? { error: 'access_denied' } : { consent: answer };
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
    }
    const { name, password } = Login.catch({ name: '', password: '' }).parse(request.body);
    const refusal = refuse(name, password);
    if (refusal === undefined) return provider.interactionFinished(request, response, { login: { accountId: name } });
    const { why, status, headers } = refusal;
    return void response
      .status(status)
      .set(headers)
      .type('html')
      .send(loginPage(details.uid, name, why));
  });
  router.use(async (request, response, next) => {
    if (!itsPaths.test(request.path)) {
      next();
      return;
    }
    const provider = await getProvider();
    if (!isFromProxy(request)) Object.assign(request.headers, sentByProxies);
    await provider.callback()(request, response);
  });
  return router;
}

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

function askedBy({ uid, params, session }: Details): Asked {
  const { client_id: client, scope } = params;
  return { uid, client: String(client), scope: typeof scope === 'string' ? scope : '', person: session?.accountId };
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
const secured = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** What oidc-provider takes from anybody, once it is told of a proxy. */
const sentByProxies = { 'x-forwarded-proto': undefined, 'x-forwarded-host': undefined, 'x-forwarded-for': undefined };

/** Whether the request comes from a proxy that TRUST_PROXY names. */
function isFromProxy({ app, socket }: Request): boolean {
  const isTrusted = app.get('trust proxy fn') as (address: string | undefined, hop: number) => boolean;
  return isTrusted(socket.remoteAddress, 0);
}
