import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { RandomBytes } from '../../clock.js';
import { readCookie } from '../../web/index.js';

/** Which browser a form being filled in belongs to: the SHA-256 of the secret in its cookie. */
export type Holder = Buffer & { readonly holder: unique symbol };

/** The prefix as for the session's cookie: Secure, for the whole site and this host alone (RFC 6265bis, 4.1.3.2). */
const name = '__Host-jianbao-form';

/** Whose request it is; undefined for a browser that has begun no form. */
export function holderOf(request: Request): Holder | undefined {
  const secret = readCookie(request, name);
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? hashOf(secret) : undefined;
}

/** The same, the cookie set when there was none. It goes with the browser; the server lets the form lapse before that. */
export function holderFor(request: Request, response: Response, randomBytes: RandomBytes): Holder {
  const holder = holderOf(request);
  if (holder !== undefined) return holder;
  const secret = randomBytes(32).toString('base64url');
  response.cookie(name, secret, { httpOnly: true, secure: true, sameSite: 'strict', path: '/' });
  return hashOf(secret);
}

function hashOf(secret: string): Holder {
  return createHash('sha256').update(secret).digest() as Holder;
}
