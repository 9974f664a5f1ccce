import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';

/**
 * The prefix makes browsers refuse the cookie unless it is Secure, for the whole site and for this host alone
 * (RFC 6265bis, 4.1.3.2). Chromium and Firefox take it from http://localhost, which they trust like https.
 */
const name = '__Host-jianbao';

const attributes = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

/** Gives the browser its session. The cookie lives as long as the browser; the server decides when a session ends. */
export function setSessionCookie(response: Response, secret: string): void {
  response.cookie(name, secret, attributes);
}

/** Takes the session from the browser. */
export function clearSessionCookie(response: Response): void {
  response.clearCookie(name, attributes);
}

/** The secret that a request carries, and how; undefined when it carries none. A bearer token goes before a cookie. */
export function secretOf(
  request: IncomingMessage,
): { readonly secret: string; readonly carrier: 'cookie' | 'bearer' } | undefined {
  const { authorization, cookie = '' } = request.headers;
  if (authorization !== undefined) {
    const [, secret] = /^Bearer ([\w-]{43})$/i.exec(authorization) ?? [];
    return secret === undefined ? undefined : { secret, carrier: 'bearer' };
  }
  const [, secret] = cookiePattern.exec(cookie) ?? [];
  return secret === undefined ? undefined : { secret, carrier: 'cookie' };
}

const cookiePattern = new RegExp(`(?:^|;)\\s*${name}=([\\w-]{43})\\s*(?:;|$)`);
