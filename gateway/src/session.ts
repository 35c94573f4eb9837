import type { RequestHandler } from 'express';
import { csrfTokenOf, requireOwnPage } from './csrf';
import type { IssuerClient } from './issuer-client';
import { notSignedIn, sessionEnded } from './problems';
import type { Seal } from './seal';
import type { Cookie } from './session-cookie';
import type { Sessions } from './sessions';

export interface SessionParts {
  issuer: IssuerClient;
  sessions: Sessions;
  sessionCookie: Cookie;
  seal: Seal;
  publicUrl: string;
  /** The hospital's. */
  timeZone: string;
}

/** `GET /session`: who is signed in. That it was asked keeps nobody signed in. */
export function showSession({ sessions, sessionCookie, seal, timeZone }: SessionParts): RequestHandler {
  return async (request, response) => {
    const value = sessionCookie.read(request);
    if (value === undefined) throw notSignedIn();
    const session = await sessions.find(value);
    if (!session) throw sessionEnded();
    response.set('cache-control', 'no-store').json({
      ...session.person,
      csrfToken: csrfTokenOf(value, seal),
      endsAt: new Date(session.endsAt).toISOString(),
      timeZone,
    });
  };
}

/** `POST /sign-out`: ends the session, and says where the browser ends the one at the issuer. */
export function signOut({ issuer, sessions, sessionCookie, seal, publicUrl }: SessionParts): RequestHandler {
  return async (request, response) => {
    const value = sessionCookie.read(request);
    if (value !== undefined) {
      requireOwnPage(request, value, seal, publicUrl);
      await sessions.end(value);
      sessionCookie.clear(response);
    }
    // the session here is over, whether the issuer responds or not
    const address = await issuer.end().catch(() => undefined);
    response.set('cache-control', 'no-store').json({ redirect: address?.href ?? `${publicUrl}/` });
  };
}
