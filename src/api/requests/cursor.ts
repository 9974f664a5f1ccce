import { z } from 'zod';
import { Problem } from '../../problems/index.js';
import type { Place } from '../../web/lists/index.js';

/** The order of a list that a cursor belongs to. */
export interface CursorOrder {
  readonly sort: string;
  readonly direction: string;
}

/** Where a list goes on, as text for the address. Whoever makes one up sees no more than the list shows anyway. */
export function writeCursor({ sort, direction }: CursorOrder, { value, id }: Place): string {
  return Buffer.from(JSON.stringify([sort, direction, value, Number(id)])).toString('base64url');
}

/** @throws Problem `ERR_FIELDS` with `ERR_API_CURSOR` for one of another order, or of nobody's */
export function readCursor({ sort, direction }: CursorOrder, cursor: string): Place {
  const read = shape.safeParse(parse(Buffer.from(cursor, 'base64url').toString()));
  if (!read.success || read.data[0] !== sort || read.data[1] !== direction) {
    throw new Problem('ERR_FIELDS', { fields: [{ field: 'cursor', code: 'ERR_API_CURSOR' }] });
  }
  const [, , value, id] = read.data;
  return { value, id };
}

const shape = z.tuple([z.string(), z.string(), z.string().max(40).nullable(), z.int().min(1)]);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
