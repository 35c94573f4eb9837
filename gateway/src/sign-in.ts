import { IssuerUnavailable } from '@hms/service-kit/issuer';
import type { Logger } from '@hms/service-kit/logger';
import { Problem } from '@hms/service-kit/problem';
import type { Request, RequestHandler, Response } from 'express';
import type { BegunSignIns } from './begun-sign-ins';
import { RefusedByIssuer, type Checks, type IssuerClient } from './issuer-client';
import { localPath } from './local-path';
import { showPage } from './page';
import { notALocalPath } from './problems';
import { newSecret } from './seal';
import type { Cookie } from './session-cookie';
import type { Sessions } from './sessions';

export interface SignInParts {
  issuer: IssuerClient;
  signIns: BegunSignIns;
  sessions: Sessions;
  sessionCookie: Cookie;
  publicUrl: string;
  log: Logger;
}

/** `GET /sign-in?to=/path`: sends the browser to the issuer. */
export function beginSignIn(parts: SignInParts): RequestHandler {
  const { issuer, signIns, publicUrl } = parts;
  return async (request, response) => {
    const to = localPath(asText(request.query['to'] ?? '/') ?? '');
    if (to === undefined) throw notALocalPath();
    const elsewhere = otherNameOf(request, publicUrl);
    if (elsewhere) {
      response.redirect(303, `${publicUrl}/sign-in?to=${encodeURIComponent(to)}`);
      return;
    }
    const checks: Checks = { state: newSecret(), nonce: newSecret(), verifier: newSecret() };
    try {
      const address = await issuer.begin(checks);
      signIns.put(request, response, { ...checks, to });
      response.set('cache-control', 'no-store').redirect(303, address.href);
    } catch (error) {
      explain(response, to, error, parts.log);
    }
  };
}

/** `GET /signed-in?code=…&state=…`: the browser comes back, and gets a session. */
export function finishSignIn(parts: SignInParts): RequestHandler {
  const { issuer, signIns, sessions, sessionCookie, publicUrl } = parts;
  return async (request, response) => {
    const begun = await signIns.take(request, response, asText(request.query['state']) ?? '');
    if (!begun) {
      showPage(response, 400, expired);
      return;
    }
    const { to, ...checks } = begun;
    try {
      const tokens = await issuer.finish(
        new URL(request.originalUrl.replace(/^[^?]*/, '/signed-in'), publicUrl),
        checks,
      );
      const value = await sessions.begin(tokens);
      const before = sessionCookie.read(request);
      if (before !== undefined) await sessions.forget(before);
      sessionCookie.set(response, value);
      response.set('cache-control', 'no-store').redirect(303, to);
    } catch (error) {
      explain(response, to, error, parts.log);
    }
  };
}

function asText(parameter: unknown): string | undefined {
  return typeof parameter === 'string' ? parameter : undefined;
}

const expired = {
  title: 'Begin again',
  text: 'This sign-in has taken too long, was used already, or was begun in another browser.',
  link: { to: '/sign-in', text: 'Sign in' },
};

/** localhost and 127.0.0.1 are one machine, and two hosts to a browser: its cookies would stay at the other. */
function otherNameOf({ headers }: Request, publicUrl: string): boolean {
  const { host, port } = new URL(publicUrl);
  const names = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}${port === '' ? '' : `:${port}`}`);
  const asked = headers.host ?? '';
  return names.includes(host) && names.includes(asked) && asked !== host;
}

/** Shows a person what went wrong; throws what is a fault of this program. */
function explain(response: Response, to: string, error: unknown, log: Logger): void {
  const link = { to: `/sign-in?to=${encodeURIComponent(to)}`, text: 'Try again' };
  if (error instanceof RefusedByIssuer) {
    log.info({ reason: error.message }, 'a sign-in was refused');
    showPage(response, 403, { title: 'You are not signed in', text: `It was refused: ${error.message}.`, link });
  } else if (error instanceof IssuerUnavailable) {
    log.warn({ err: error }, 'a sign-in did not reach the issuer');
    const text = 'The issuer, where people sign in, does not respond now.';
    showPage(response, 503, { title: 'Nobody can sign in now', text, link });
  } else if (error instanceof Problem && error.kind.status < 500) {
    log.error({ reason: error.message }, 'the issuer gives a token that is not for this hospital');
    showPage(response, 403, { title: 'You are not signed in', text: error.message, link });
  } else throw error;
}
