import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { visitOf } from './visit.js';

/**
 * One line for each request. The route's pattern stands in place of the path, since paths may carry a one-time token;
 * queries, bodies and headers are not kept at all.
 */
export function logRequests(log: Logger, clock: Clock): RequestHandler {
  return (request, response, next) => {
    const began = clock().getTime();
    response.once('close', () => {
      const visit = visitOf(request);
      log.info(
        {
          reference: visit.reference,
          method: request.method,
          route: patternOf(request),
          status: response.statusCode,
          finished: response.writableFinished,
          milliseconds: clock().getTime() - began,
          address: visit.address,
          account: visit.actor?.accountId,
        },
        'request',
      );
    });
    next();
  };
}

function patternOf(request: Request): string | undefined {
  const route: unknown = request.route;
  if (typeof route !== 'object' || route === null || !('path' in route)) return undefined;
  return typeof route.path === 'string' ? route.path : undefined;
}
