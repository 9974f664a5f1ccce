import type { Clock } from '../clock.js';
import type { Route } from './route.js';
import { secondsLeft } from './session-time.js';
import { visitOf } from './visit.js';

/**
 * What the warning before the end of a session asks for. Loading the session has moved its idle end already, so only
 * the seconds that are left remain to be told: `{"idleSeconds": 900, "totalSeconds": 41230}`.
 */
export function extendSessionRoute(clock: Clock): Route {
  return {
    method: 'post',
    path: '/session/extend',
    who: 'signed-in',
    takes: 'json',
    duringFirstLogin: true,
    handle(request, response) {
      const { session } = visitOf(request);
      response.json(session === undefined ? {} : secondsLeft(session, clock()));
    },
  };
}
