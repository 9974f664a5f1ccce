import type { Request, RequestHandler } from 'express';
import { Problem } from '../problems/index.js';

/**
 * Refuses what another site makes a browser send, except that people follow links to our pages (Fetch Metadata, W3C).
 * A request without these headers comes from a program or an old browser and is left to the other checks.
 *
 * @param origin our own origin, compared with the `Origin` header of requests that change something
 */
export function refuseForeignRequests(origin: string): RequestHandler {
  return (request, _response, next) => {
    if (!fromHere(request) && !followsLink(request)) {
      throw new Problem('ERR_FORM_EXPIRED', { detail: 'The request comes from another site.' });
    }
    const sender = request.headers.origin;
    if (sender !== undefined && sender !== origin && !isSafe(request)) {
      throw new Problem('ERR_FORM_EXPIRED', { detail: 'The Origin header names another site.' });
    }
    next();
  };
}

function fromHere(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function followsLink(request: Request): boolean {
  return (
    isSafe(request) &&
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-dest'] === 'document'
  );
}

function isSafe(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}
