import type { Response } from 'express';

/** Lets a page show a file of ours in a frame; nothing else that its policy forbids. */
export function letFrame(response: Response): void {
  response.setHeader('Content-Security-Policy', `${policyOf(response)};frame-src 'self'`);
}

/** Lets a file be shown in a frame of our own pages and nowhere else; its sandbox stays. */
export function letBeFramed(response: Response): void {
  response.setHeader('Content-Security-Policy', `${policyOf(response)}; frame-ancestors 'self'`);
  response.setHeader('X-Frame-Options', 'SAMEORIGIN');
}

function policyOf(response: Response): string {
  return String(response.getHeader('Content-Security-Policy'));
}
