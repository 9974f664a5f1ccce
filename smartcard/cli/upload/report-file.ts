import { AgentProblem } from '../../problems.js';
import { GatewayRefusal } from '../gateway/refusal.js';
import { worthParts } from '../gateway/send-in-parts.js';
import type { Findings, GatewaySubmissions, Submission, SubmissionNow } from '../gateway/submissions.js';
import type { NamedCorrection } from './correction.js';
import type { FileToReport } from './file-to-report.js';
import { followSubmission, type Patience, sendStubbornly } from './follow-submission.js';
import { type KeptReceipt, keepReceipt } from './keep-receipt.js';

export interface UploadOrder {
  readonly file: FileToReport;
  /** Undefined for a correction or withdrawal: the gateway knows it. */
  readonly kind: string | undefined;
  readonly correction: NamedCorrection | undefined;
  /** Of this run, so that what is sent again after a cut stays one submission. */
  readonly idempotencyKey: string;
  readonly confirmWarnings: boolean;
  /** A card's signature of the file (CMS, DER), to be sent once the file was judged. */
  readonly signature: Buffer | undefined;
  /** Folder for the receipt. */
  readonly receiptTo: string | undefined;
  /** `seconds: 0` does not wait at all. */
  readonly patience: Patience;
}

export interface UploadResult {
  readonly submission: Submission;
  /** What was found in the file; undefined when nothing was, or nothing is known yet. */
  readonly findings: Findings | undefined;
  readonly receipt: KeptReceipt | undefined;
}

/**
 * Reports a file: sends it, waits for what comes of it, confirms warnings when told to, sends the card's signature, fetches
 * findings and receipt.
 * Doing it again after it was cut off anywhere goes on with the same submission, since the gateway knows the file by its
 * bytes; only one that was refused, cancelled or has lapsed is sent as a new one.
 *
 * @throws AgentProblem when the gateway cannot be reached or refuses, and when the receipt is for another file
 */
export async function reportFile(submissions: GatewaySubmissions, order: UploadOrder): Promise<UploadResult> {
  const { file, receiptTo } = order;
  const sent = await send(submissions, order);
  const submission = await signed(submissions, await decided(submissions, sent, order), order);
  const { number, errors, warnings, status } = submission;
  const found = (errors ?? 0) + (warnings ?? 0) > 0;
  return {
    submission,
    findings: found ? await submissions.findings(number) : undefined,
    receipt:
      status === 'accepted' && receiptTo !== undefined
        ? await keepReceipt(submissions, number, file, receiptTo)
        : undefined,
  };
}

async function send(
  submissions: GatewaySubmissions,
  { file, kind, correction, idempotencyKey, patience }: UploadOrder,
): Promise<SubmissionNow> {
  const order = { kind, correction, fileName: file.name, file: file.content };
  const sent =
    file.size > worthParts
      ? await submissions.submitInParts({ ...order, sha256: file.sha256 }, patience)
      : await sendStubbornly(() => submissions.submit({ ...order, idempotencyKey }), patience.pause);
  if (sent.submission.sha256 !== file.sha256)
    throw new AgentProblem('ERR_AGENT_FILE_CHANGED', { params: { file: file.name } });
  return sent;
}

async function decided(
  submissions: GatewaySubmissions,
  sent: SubmissionNow,
  { confirmWarnings, patience }: UploadOrder,
): Promise<Submission> {
  const look = () => submissions.look(sent.submission.number);
  const judged = await followSubmission(look, sent, patience);
  if (judged.status !== 'awaiting-confirmation' || !confirmWarnings) return judged;
  return followSubmission(look, await submissions.confirm(judged.number), patience);
}

/** A file that was judged takes a signature, whether the agency asks for one or not. */
async function signed(
  submissions: GatewaySubmissions,
  submission: Submission,
  { signature, patience }: UploadOrder,
): Promise<Submission> {
  const { number, status } = submission;
  if (signature === undefined || !['awaiting-signature', 'accepted'].includes(status)) return submission;
  try {
    await submissions.sign(number, signature);
  } catch (cause) {
    // Sent by an earlier run that was cut off.
    if (!(cause instanceof GatewayRefusal) || cause.gatewayCode !== 'ERR_SIGNATURE_ALREADY') throw cause;
  }
  const look = () => submissions.look(number);
  return followSubmission(look, await look(), patience);
}
