import type { Request, Response } from 'express';
import { readCookie } from '../../web/index.js';
import { isUserName } from '../user-name.js';

/** The user name this browser was asked to remember; empty when none. Nothing else is ever remembered. */
export function readRememberedName(request: Request): string {
  const value = readCookie(request, name) ?? '';
  return isUserName(value) ? value : '';
}

/** Remembers a user name for a year, or forgets it. */
export function rememberName(response: Response, userName: string | undefined): void {
  if (userName === undefined) response.clearCookie(name, attributes);
  else response.cookie(name, userName, { ...attributes, maxAge: 365 * 24 * 60 * 60 * 1000 });
}

const name = '__Host-user-name';

const attributes = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;
