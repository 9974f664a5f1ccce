import { z } from 'zod';
import type { NamedCorrection } from '../upload/correction.js';
import { type AskGateway, secondsToWait, understand } from './ask-gateway.js';
import { type FileInParts, type LinePatience, sendInParts } from './send-in-parts.js';

export const submissionAnswer = z.looseObject({
  number: z.string().regex(/^[A-Z0-9-]{1,40}$/),
  status: z.string(),
  sha256: z.string(),
  rows: z.number().nullable(),
  good: z.number().nullable(),
  errors: z.number().nullable(),
  warnings: z.number().nullable(),
  stop: z.object({ code: z.string(), detail: z.string() }).nullable(),
});

export const findingsAnswer = z.looseObject({
  groups: z.array(
    z.looseObject({
      severity: z.string(),
      code: z.string(),
      column: z.looseObject({ letter: z.string().nullable(), name: z.string() }).nullable(),
      count: z.number(),
      ranges: z.array(z.tuple([z.number(), z.number()])),
      sentence: z.string(),
    }),
  ),
});

export type Submission = z.infer<typeof submissionAnswer>;
export type Findings = z.infer<typeof findingsAnswer>;
export type FindingGroup = Findings['groups'][number];

export interface SubmissionNow {
  readonly submission: Submission;
  /** Seconds until it is worth asking again, when the gateway says so. */
  readonly retryAfter: number | undefined;
}

export interface SubmissionOrder {
  /** Undefined for a correction or withdrawal, whose kind is that of the submission it names. */
  readonly kind: string | undefined;
  readonly correction: NamedCorrection | undefined;
  readonly fileName: string;
  readonly file: Blob;
  /** Sending again under the same key makes no second submission. */
  readonly idempotencyKey: string;
}

export const receiptForms = ['json', 'p7s', 'pdf'] as const;

export type ReceiptForm = (typeof receiptForms)[number];

/** The gateway's submissions for programs (`/api/v1/submissions`), in one session. Rejects as `AskGateway` does. */
export interface GatewaySubmissions {
  submit(order: SubmissionOrder): Promise<SubmissionNow>;
  /** The same for a large file: over cuts of the line, and going on with what an earlier run has begun. */
  submitInParts(file: FileInParts, patience: LinePatience): Promise<SubmissionNow>;
  look(number: string): Promise<SubmissionNow>;
  findings(number: string): Promise<Findings>;
  confirm(number: string): Promise<SubmissionNow>;
  /** Sends a card's signature of the file (CMS, DER). */
  sign(number: string, signature: Buffer): Promise<void>;
  receipt(number: string, form: ReceiptForm): Promise<Buffer>;
}

/** How long a file may be on its way, in milliseconds. */
export const uploadPatience = 30 * 60_000;

/** Opens them with a session's token. */
export function openSubmissions(ask: AskGateway, token: string): GatewaySubmissions {
  const at = (number: string) => `${root}/${encodeURIComponent(number)}`;
  const look = async (number: string) => now(await ask({ method: 'GET', path: at(number), token }));
  return {
    submitInParts: async (file, patience) => look(await sendInParts(ask, token, file, patience)),
    async submit({ file, idempotencyKey, ...order }) {
      // What kind of file it is, the gateway tells by its content.
      const headers = { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': idempotencyKey };
      const path = `${root}?${queryOf(order)}`;
      return now(await ask({ method: 'POST', path, file, token, headers, patience: uploadPatience }));
    },
    look,
    findings: async (number) =>
      understand(findingsAnswer, await ask({ method: 'GET', path: `${at(number)}/errors`, token })),
    confirm: async (number) => now(await ask({ method: 'POST', path: `${at(number)}/confirm`, token })),
    async sign(number, signature) {
      const headers = { 'Content-Type': 'application/pkcs7-signature' };
      const file = new Blob([Uint8Array.from(signature)]);
      await ask({ method: 'POST', path: `${at(number)}/signature`, file, token, headers });
    },
    async receipt(number, form) {
      const answer = await ask({ method: 'GET', path: `${at(number)}/receipt.${form}`, token });
      return Buffer.from(await answer.arrayBuffer());
    },
  };
}

const root = '/api/v1/submissions';

/** What the address of an upload says. */
export function queryOf({
  kind,
  fileName,
  correction,
}: Pick<SubmissionOrder, 'kind' | 'fileName' | 'correction'>): URLSearchParams {
  return new URLSearchParams({
    ...(kind !== undefined && { kind }),
    fileName,
    ...(correction !== undefined && {
      [correction.verb]: correction.number,
      reason: correction.reason,
    }),
  });
}

async function now(answer: Response): Promise<SubmissionNow> {
  return { submission: await understand(submissionAnswer, answer), retryAfter: secondsToWait(answer) };
}
