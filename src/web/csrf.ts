import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { Problem } from '../problems/index.js';
import type { Route } from './route.js';
import { carrierOf } from './session-loading.js';
import { visitOf } from './visit.js';

/**
 * Checks that a request that changes something was made by our own page: the session's token stands in the form's
 * `_csrf` or in `X-CSRF-Token`. Programs need none: a bearer token does not travel by itself, and a request below
 * `/api/` without any session carries nothing that another site could abuse.
 */
export function checkCsrf(route: Route): RequestHandler {
  if (route.method === 'get' || route.method === 'options') return (_request, _response, next) => next();
  return (request, _response, next) => {
    if (!isExempt(route, request) && !isInStream(route, request)) requireFormToken(request, tokenOf(request));
    next();
  };
}

/**
 * Checks the token that a form brought; for routes with `tokenInStream`, which alone see it.
 *
 * @throws Problem ERR_FORM_EXPIRED when it is missing or another session's; programs need none
 */
export function requireFormToken(request: Request, given: unknown): void {
  if (carrierOf(request) === 'bearer') return;
  const expected = visitOf(request).session?.csrfToken;
  if (expected === undefined || typeof given !== 'string' || !isSame(expected, given)) {
    throw new Problem('ERR_FORM_EXPIRED', { detail: 'The CSRF token is missing or another session’s.' });
  }
}

function isExempt(route: Route, request: Request): boolean {
  const carrier = carrierOf(request);
  return carrier === 'bearer' || (carrier === 'none' && route.path.startsWith('/api/'));
}

/** A script sends the token in the header, also with a stream; a form can only have it among its fields. */
function isInStream(route: Route, request: Request): boolean {
  return route.tokenInStream === true && request.headers['x-csrf-token'] === undefined;
}

function tokenOf(request: Request): unknown {
  const body: unknown = request.body;
  return request.headers['x-csrf-token'] ?? (isRecord(body) ? body._csrf : undefined);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
