import type { Request, RequestHandler, Response } from 'express';
import { Problem } from '../problems/index.js';
import { isForPrograms } from './audience.js';
import type { Route, Who } from './route.js';
import { type Actor, visitOf } from './visit.js';

/** Where people are sent who must do something else first. */
export interface AccessPaths {
  readonly login: string;
  readonly replacePassword: string;
  readonly completeProfile: string;
}

/** Lets through those a route is for; everybody else is refused, or led to what they must do first. */
export function checkAccess(route: Route, paths: AccessPaths): RequestHandler {
  return (request, response, next) => {
    if (route.who === 'anyone') return next();
    const { actor } = visitOf(request);
    if (actor === undefined) return askToLogIn(request, response, paths.login);
    if (!mayUse(route.who, actor)) throw new Problem('ERR_NOT_ALLOWED');
    if (actor.mustDo !== 'nothing' && !route.duringFirstLogin) {
      return leadThroughFirstLogin(request, response, actor.mustDo, paths);
    }
    next();
  };
}

/** Whether somebody (or nobody) is among those named. */
export function mayUse(who: Who, actor: Actor | undefined): boolean {
  if (who === 'anyone') return true;
  if (actor === undefined) return false;
  return who === 'signed-in' || who.includes(actor.role);
}

function askToLogIn(request: Request, response: Response, login: string): void {
  if (isForPrograms(request) || request.method !== 'GET') throw new Problem('ERR_SIGN_IN_REQUIRED');
  // A SameSite=Strict cookie stays at home when a link on another site is followed. The page asks for itself once more,
  // and then the cookie comes along.
  if (request.headers['sec-fetch-site'] === 'cross-site') {
    response.setHeader('Refresh', '0');
    response.type('html').send('<!doctype html><title>…</title>');
    return;
  }
  response.redirect(303, `${login}?next=${encodeURIComponent(request.originalUrl)}`);
}

function leadThroughFirstLogin(
  request: Request,
  response: Response,
  mustDo: 'replace-password' | 'complete-profile',
  paths: AccessPaths,
): void {
  if (isForPrograms(request) || request.method !== 'GET') throw new Problem('ERR_FIRST_LOGIN');
  response.redirect(303, mustDo === 'replace-password' ? paths.replacePassword : paths.completeProfile);
}
