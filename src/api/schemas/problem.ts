import { z } from 'zod';

/** RFC 9457, with the members of ours. */
export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('api.field.detail'),
  code: z.string().describe('api.field.code'),
  reference: z.string().describe('api.field.problem-reference'),
  errors: z
    .array(
      z.strictObject({ field: z.string().describe('api.field.field'), code: z.string(), detail: z.string() }),
    )
    .optional(),
});
