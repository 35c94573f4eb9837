import { methodNotAllowed } from '@hms/service-kit/problem';
import express, { type RequestHandler } from 'express';
import { apiRoutes, type ApiParts } from './api';
import { applicationFiles } from './files';
import { showSession, signOut, type SessionParts } from './session';
import { beginSignIn, finishSignIn, type SignInParts } from './sign-in';

export interface GatewayParts extends ApiParts, SessionParts, SignInParts {
  /** Of the built application. */
  folder: string;
}

/** Returns what serves the gateway. */
export function gatewayPages(parts: GatewayParts): RequestHandler {
  const router = express.Router();
  router.use((_request, response, next) => {
    response.set(secured);
    next();
  });
  router.use(apiRoutes(parts));
  router.get('/session', showSession(parts));
  router.get('/sign-in', beginSignIn(parts));
  router.get('/signed-in', finishSignIn(parts));
  router.post('/sign-out', signOut(parts));
  for (const [path, allow] of Object.entries(methods))
    router.all(path, (request) => {
      throw methodNotAllowed(request.method, allow);
    });
  router.use(applicationFiles(parts.folder));
  return router;
}

const methods = { '/session': 'GET, HEAD', '/sign-in': 'GET', '/signed-in': 'GET', '/sign-out': 'POST' };

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // the application's components set positions by style attributes
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  // a receipt is printed from a frame with what was fetched
  'frame-src blob:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const secured = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
