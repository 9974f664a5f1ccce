import type { z } from 'zod';
import { type FieldProblem, Problem } from '../../problems/index.js';

/**
 * Reads what a program sent by the schema that the document shows.
 *
 * @throws Problem `ERR_FIELDS` with every member that is missing, unknown or of another kind, named as the forms name
 *   their fields: `accounts-1-userName`
 */
export function readMembers<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.output<Schema> {
  const read = schema.safeParse(sent);
  if (read.success) return read.data;
  const fields = read.error.issues.flatMap((issue) => faultsOf(issue, sent));
  throw new Problem('ERR_FIELDS', { fields });
}

function faultsOf(issue: z.core.$ZodIssue, sent: unknown): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: fieldOf([...issue.path, key]),
      code: 'ERR_API_MEMBER_UNKNOWN',
    }));
  }
  const isMissing = valueAt(sent, issue.path) === undefined;
  return [{ field: fieldOf(issue.path), code: isMissing ? 'ERR_API_MEMBER_MISSING' : 'ERR_API_MEMBER_FORM' }];
}

/** Members of lists count from 1. What a program called its own member is cut, as it comes back in the answer. */
function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? part + 1 : String(part)))
    .join('-')
    .slice(0, 100);
}

function valueAt(sent: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    sent,
  );
}
