import { z } from 'zod';
import { dryRunStates, dryRunVerdicts, examKinds, submissionStates } from '../../reports/index.js';
import { moment } from './parts.js';

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const uploadQuery = z.strictObject({
  kind: z.enum(examKinds).optional().describe('api.field.kind-query'),
  fileName: z.string().max(255).optional().describe('api.field.file-name'),
  corrects: z.string().optional().describe('api.field.corrects-query'),
  withdraws: z.string().optional().describe('api.field.withdraws-query'),
  reason: z.string().max(500).optional().describe('api.field.reason-query'),
});

export const submission = z.strictObject({
  number: z.string().describe('api.field.submission'),
  kind: z.enum(examKinds),
  purpose: z.enum(['report', 'correction', 'withdrawal']).optional().describe('api.field.purpose'),
  reason: z.string().nullish().describe('api.field.correction-reason'),
  status: z.enum(submissionStates).describe('api.field.status'),
  fileName: z.string(),
  size: count.describe('api.field.size'),
  sha256,
  encoding: z.string().nullable(),
  receivedAt: moment,
  judgedAt: moment.nullable(),
  confirmUntil: moment.nullish(),
  signUntil: moment.nullish(),
  endedAt: moment.nullable(),
  progress: z.strictObject({ bytes: count, rows: count }),
  rows: count.nullable(),
  good: count.nullable(),
  rowsWithErrors: count.nullable(),
  errors: count.nullable(),
  warnings: count.nullable(),
  stop: z.strictObject({ code: z.string(), detail: z.string() }).nullable().describe('api.field.stop'),
  deletions: z
    .array(
      z.strictObject({
        deletedAt: moment,
        proposal: z.int().min(1),
        records: count,
        rules: z.array(z.strictObject({ years: z.int(), article: z.int() })),
      }),
    )
    .optional()
    .describe('api.field.deletions'),
  links: z.record(z.string(), z.string()).describe('api.field.links'),
});

/** How a file stands that is judged and not reported. */
export const dryRun = z.strictObject({
  number: z.string().describe('api.field.dry-run'),
  kind: z.enum(examKinds),
  purpose: z.enum(['report', 'correction', 'withdrawal']).describe('api.field.purpose'),
  status: z.enum(dryRunStates).describe('api.field.dry-run-status'),
  verdict: z.enum(dryRunVerdicts).nullable().describe('api.field.dry-run-verdict'),
  fileName: z.string(),
  size: count.describe('api.field.size'),
  sha256,
  encoding: z.string().nullable(),
  receivedAt: moment,
  judgedAt: moment.nullable(),
  keptUntil: moment.describe('api.field.dry-run-kept'),
  rows: count.nullable(),
  good: count.nullable(),
  rowsWithErrors: count.nullable(),
  errors: count.nullable(),
  warnings: count.nullable(),
  stop: z.strictObject({ code: z.string(), detail: z.string() }).nullable().describe('api.field.stop'),
  links: z.record(z.string(), z.string()).describe('api.field.links'),
});

const column = z
  .strictObject({ letter: z.string().nullable(), key: z.string(), name: z.string() })
  .nullable()
  .describe('api.field.column');
const severity = z.enum(['error', 'warning']);
const params = z.record(z.string(), z.union([z.string(), z.number()]));

export const findings = z.object({
  errors: count,
  warnings: count,
  rowsWithErrors: count.optional(),
  rowsWithWarningsOnly: count.optional(),
  groups: z.array(
    z.strictObject({
      code: z.string(),
      severity,
      column,
      count,
      ranges: z.array(z.array(count)).describe('api.field.row-ranges'),
      countBeyondRanges: count,
      params,
      sentence: z.string(),
    }),
  ),
  details: z.array(
    z.strictObject({
      row: count.describe('api.field.row'),
      code: z.string(),
      severity,
      params,
      column,
      value: z.string().nullable().describe('api.field.value'),
      sentence: z.string(),
    }),
  ),
  detailsLeftOut: count,
});

export const signatures = z.strictObject({
  signatures: z.array(
    z.strictObject({
      userName: z.string(),
      name: z.string(),
      card: z.strictObject({ profile: z.enum(['citizen', 'medical']), fingerprint: sha256 }),
      signedAt: moment,
      receivedAt: moment,
      signature: z.string(),
    }),
  ),
});

/** The receipt is what was signed, byte for byte; `receipt verify` and docs/api.md tell its members. */
export const receipt = z.looseObject({}).describe('api.field.receipt');
export const signatureOrder = z.strictObject({ signature: z.string().describe('api.field.signature') });
