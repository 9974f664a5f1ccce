import { z } from 'zod';
import { type FieldProblem, Problem } from '../../problems/index.js';

/** What a program sends to go on with a login that waits for a code. */
export interface CardCodeOrder {
  /** The challenge of the login that was answered with `ERR_CARD_CODE_SENT`. */
  readonly challenge: string;
  readonly code: string;
}

/** @throws Problem `ERR_FIELDS` with an entry for each member to mend, or `ERR_REQUEST_MALFORMED` */
export function readCardCodeOrder(body: unknown): CardCodeOrder {
  const read = cardCodeOrderShape.safeParse(body);
  if (read.success) return read.data;
  const members = new Set(read.error.issues.map((issue) => String(issue.path[0] ?? '')));
  const fields = faults.filter(({ field }) => members.has(field));
  if (fields.length === 0) throw new Problem('ERR_REQUEST_MALFORMED', { detail: read.error.message });
  throw new Problem('ERR_FIELDS', { fields });
}

/** What `POST /api/v1/session/card-code` takes. */
export const cardCodeOrderShape = z.object({
  challenge: z.string().regex(/^[\w-]{43}$/),
  code: z.string().min(1).max(40),
});

const faults: readonly FieldProblem[] = [
  { field: 'challenge', code: 'ERR_LOGIN_CHALLENGE' },
  { field: 'code', code: 'ERR_CARD_CODE_MISSING' },
];
