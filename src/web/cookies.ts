import type { IncomingMessage } from 'node:http';

/** The value of a cookie as it was set, or undefined. When a name comes twice the first counts (RFC 6265, 5.4). */
export function readCookie(request: IncomingMessage, name: string): string | undefined {
  for (const pair of request.headers.cookie?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
