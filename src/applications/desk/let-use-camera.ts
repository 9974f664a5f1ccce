import type { Response } from 'express';

/**
 * Lets the one page that reads codes ask for the camera, and run the decoder of what it sees, which is WebAssembly; no
 * other page may.
 */
export function letUseCamera(response: Response): void {
  replaceIn(response, 'Permissions-Policy', 'camera=()', 'camera=(self)');
  replaceIn(response, 'Content-Security-Policy', "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");
}

function replaceIn(response: Response, header: string, before: string, after: string): void {
  const value = String(response.getHeader(header));
  if (!value.includes(before)) throw new TypeError(`${header} has no ${before} to replace.`);
  response.setHeader(header, value.replace(before, after));
}
