import { z } from 'zod';

/** An entry of the audit trail, as its stored bytes say. */
export type Entry = z.infer<typeof shape>;

/** Reads the stored form of an entry. @throws ZodError when it is none; then the chain was tampered with */
export function readEntry(bytes: Buffer): Entry {
  return shape.parse(JSON.parse(bytes.toString('utf8')));
}

const shape = z.object({
  seq: z.number(),
  at: z.string(),
  actor: z
    .object({
      accountId: z.number(),
      userName: z.string(),
      role: z.string(),
      institutionCode: z.string().nullable(),
    })
    .nullable(),
  address: z.string().nullable(),
  action: z.string(),
  target: z.object({ kind: z.string(), reference: z.string() }).nullable(),
  outcome: z.enum(['done', 'refused']),
  detail: z.record(z.string(), z.unknown()),
  personal: z.record(z.string(), z.string()),
  reference: z.string().nullable(),
});
