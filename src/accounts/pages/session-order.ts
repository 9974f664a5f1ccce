import { z } from 'zod';
import { type ErrorCode, Problem } from '../../problems/index.js';

/** What a program sends to log in. */
export interface SessionOrder {
  readonly challenge: string;
  readonly userName: string;
  readonly password: string;
  /** The Web eID authentication token: its exact JSON text, so that nothing of it was read loosely on the way. */
  readonly token: string;
}

/** @throws Problem `ERR_FIELDS` with an entry for each member to mend, or `ERR_REQUEST_MALFORMED` */
export function readSessionOrder(body: unknown): SessionOrder {
  const read = sessionOrderShape.safeParse(body);
  if (read.success) return read.data;
  const members = new Set(read.error.issues.map((issue) => String(issue.path[0] ?? '')));
  const fields = Object.entries(codes)
    .filter(([member]) => members.has(member))
    .map(([field, code]) => ({ field, code }));
  if (fields.length === 0) throw new Problem('ERR_REQUEST_MALFORMED', { detail: read.error.message });
  throw new Problem('ERR_FIELDS', { fields });
}

/** What `POST /api/v1/session` takes. */
export const sessionOrderShape = z.object({
  challenge: z.string().regex(/^[\w-]{43}$/),
  userName: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
  token: z.string().min(1).max(20_000),
});

const codes: Readonly<Record<keyof SessionOrder, ErrorCode>> = {
  challenge: 'ERR_LOGIN_CHALLENGE',
  userName: 'ERR_USER_NAME_MISSING',
  password: 'ERR_PASSWORD_MISSING',
  token: 'ERR_LOGIN_TOKEN_TEXT',
};
