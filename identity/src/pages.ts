import type { Database } from '@hms/service-kit/database';
import express, { type RequestHandler, type Response } from 'express';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import { expiredPage, frontPage, loginPage } from './login-page';
import { findPerson, isPassword } from './people';
import { makeProvider, type ProviderSettings } from './provider';
import { cookieSecret, currentKeys } from './signing-keys';

export type PageSettings = Omit<ProviderSettings, 'cookieSecret'>;

/** The paths of oidc-provider. */
const itsPaths = /^\/(\.well-known\/openid-configuration|auth|token|jwks|me|session)(\/|$)/;
/** The keys are looked at again after so long; after a rotation, the new one signs from then on. */
const keysMs = 5000;
const mostFailures = 10;
const failuresMs = 10 * 60_000;
const mostNames = 10_000;

const Login = z.object({ name: z.string().trim().max(200), password: z.string().max(200) });

/** Returns what serves the provider, and its pages. Signing keys are changed without a stop. */
export function identityPages(db: Database, settings: PageSettings): RequestHandler {
  const router = express.Router();
  const failures = new Map<string, number[]>();
  let current: { provider: Provider; keys: string; lookedAt: number } | undefined;

  async function getProvider(): Promise<Provider> {
    if (current && performance.now() - current.lookedAt < keysMs) return current.provider;
    const keys = await currentKeys(db);
    const ids = keys.map(({ id }) => id).join(' ');
    const provider =
      current?.keys === ids
        ? current.provider
        : await makeProvider(db, keys, { ...settings, cookieSecret: await cookieSecret(db) });
    current = { provider, keys: ids, lookedAt: performance.now() };
    return provider;
  }

  /** Returns why the person cannot sign in; undefined if they can. */
  function refuse(name: string, password: string): string | undefined {
    const recent = (failures.get(name) ?? []).filter((at) => at > Date.now() - failuresMs);
    if (recent.length >= mostFailures) return 'Too many wrong passwords. Wait ten minutes.';
    if (findPerson(name) && isPassword(password, settings.password)) {
      failures.delete(name);
      return undefined;
    }
    // names that nobody has are remembered, too
    if (failures.size >= mostNames) failures.clear();
    failures.set(name, [...recent, Date.now()]);
    return 'The user name or the password is wrong.';
  }

  router.use((request, response, next) => {
    if (itsPaths.test(request.path)) next();
    else secured(response, next);
  });
  router.get('/', (_request, response) => void response.type('html').send(frontPage()));
  router.get('/interaction/:uid', async (request, response) => {
    const provider = await getProvider();
    const details = await provider.interactionDetails(request, response).catch(() => undefined);
    if (details) response.type('html').send(loginPage(details.uid));
    else response.status(400).type('html').send(expiredPage());
  });
  router.post('/interaction/:uid', express.urlencoded({ extended: false, limit: '4kb' }), async (request, response) => {
    const provider = await getProvider();
    const details = await provider.interactionDetails(request, response).catch(() => undefined);
    if (!details) return void response.status(400).type('html').send(expiredPage());
    const { name, password } = Login.catch({ name: '', password: '' }).parse(request.body);
    const refusal = refuse(name, password);
    if (refusal === undefined) return provider.interactionFinished(request, response, { login: { accountId: name } });
    const status = refusal.startsWith('Too many') ? 429 : 401;
    return void response
      .status(status)
      .type('html')
      .send(loginPage(details.uid, name, refusal));
  });
  router.use(async (request, response, next) => {
    if (!itsPaths.test(request.path)) {
      next();
      return;
    }
    const provider = await getProvider();
    await provider.callback()(request, response);
  });
  return router;
}

function secured(response: Response, next: () => void): void {
  response.set({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  next();
}
