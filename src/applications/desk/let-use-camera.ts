import type { Response } from 'express';

/** Lets the one page that reads codes ask for the camera, which every other page may not. */
export function letUseCamera(response: Response): void {
  const policy = String(response.getHeader('Permissions-Policy'));
  response.setHeader('Permissions-Policy', policy.replace('camera=()', 'camera=(self)'));
}
