import type { NextFunction, Request, Response } from 'express';

/**
 * Keeps the mailbox to people on this machine: the Host must be this machine's own name, or a hostile site could read
 * the mails through a name of its own that leads here (DNS rebinding).
 */
export function guardMailbox(request: Request, response: Response, next: NextFunction): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!ownNames.has(request.hostname)) {
    response.status(421).type('text').send('The demo mailbox answers at http://127.0.0.1 only.\n');
    return;
  }
  next();
}

const ownNames = new Set(['127.0.0.1', 'localhost']);

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;
