import { createHash } from 'node:crypto';
import type { RandomBytes } from '../../clock.js';

/** A new value for a cookie, a bearer token or a CSRF token: 256 random bits, 43 characters of base64url. */
export function makeSecret(randomBytes: RandomBytes): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret, and what a session is known by: its SHA-256, in hexadecimal. */
export function keyOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
