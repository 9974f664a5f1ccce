import type { Request } from 'express';
import { z } from 'zod';
import { readMembers } from './read-members.js';

/**
 * Reads the query of a request by its schema: lists are written with commas, numbers in digits.
 *
 * @throws Problem `ERR_FIELDS`; a name the schema does not have is refused, since a misspelt filter would let everything
 *   through
 */
export function readQuery<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  request: Request,
): z.output<z.ZodObject<Shape, z.core.$strict>> {
  const written = Object.entries(request.query).map(([name, value]) => {
    const kind = Object.hasOwn(schema.shape, name) ? plain(schema.shape[name]) : undefined;
    return [name, typeof value === 'string' ? readValue(kind, value) : value];
  });
  return readMembers(schema, Object.fromEntries(written));
}

function readValue(kind: unknown, text: string): unknown {
  if (kind instanceof z.ZodArray) return text.split(',');
  if (kind instanceof z.ZodNumber && /^\d{1,9}$/.test(text)) return Number(text);
  return text;
}

function plain(kind: unknown): unknown {
  return kind instanceof z.ZodOptional ? kind.unwrap() : kind;
}
