import { AgentProblem } from '../../problems.js';
import type { GatewayDryRuns } from '../gateway/dry-runs.js';
import { followSubmission, sendStubbornly } from './follow-submission.js';
import type { UploadOrder, UploadResult } from './report-file.js';

/**
 * Has a file judged without reporting it, and waits for what is found. Sent again after a cut it is judged twice, which does
 * no harm.
 *
 * @throws AgentProblem when the gateway cannot be reached or refuses
 */
export async function tryFile(
  dryRuns: GatewayDryRuns,
  { file, kind, correction, idempotencyKey, patience }: UploadOrder,
): Promise<UploadResult> {
  const order = { kind, correction, fileName: file.name, file: file.content, idempotencyKey };
  const sent = await sendStubbornly(() => dryRuns.submit(order), patience.pause);
  if (sent.submission.sha256 !== file.sha256)
    throw new AgentProblem('ERR_AGENT_FILE_CHANGED', { params: { file: file.name } });
  const submission = await followSubmission(() => dryRuns.look(sent.submission.number), sent, patience);
  const found = (submission.errors ?? 0) + (submission.warnings ?? 0) > 0;
  return {
    submission,
    findings: found ? await dryRuns.findings(submission.number) : undefined,
    receipt: undefined,
  };
}
