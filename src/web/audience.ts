import type { Request } from 'express';

/** Whether a program reads the answer (JSON), or a person (HTML). */
export function isForPrograms(request: Request): boolean {
  return request.path.startsWith('/api/') || request.accepts(['html', 'json']) === 'json';
}
