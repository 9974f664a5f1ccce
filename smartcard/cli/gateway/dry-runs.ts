import { z } from 'zod';
import { type AskGateway, secondsToWait, understand } from './ask-gateway.js';
import {
  findingsAnswer,
  type GatewaySubmissions,
  queryOf,
  type SubmissionNow,
  submissionAnswer,
  uploadPatience,
} from './submissions.js';

const dryRunAnswer = submissionAnswer.extend({ verdict: z.string().nullable() });

/** Files that are judged and not reported (`/api/v1/dry-runs`): what `GatewaySubmissions` does with reported ones. */
export type GatewayDryRuns = Pick<GatewaySubmissions, 'submit' | 'look' | 'findings'>;

/**
 * Opens them with a session's token. How one stands is told in the words of submissions: `received` while it waits, then
 * what would become of it; `cancelled` when it could not be judged.
 */
export function openDryRuns(ask: AskGateway, token: string): GatewayDryRuns {
  const at = (number: string) => `${root}/${encodeURIComponent(number)}`;
  return {
    async submit(order) {
      const headers = { 'Content-Type': 'application/octet-stream' };
      const path = `${root}?${queryOf(order)}`;
      return now(
        await ask({ method: 'POST', path, file: order.file, token, headers, patience: uploadPatience }),
      );
    },
    look: async (number) => now(await ask({ method: 'GET', path: at(number), token })),
    findings: async (number) =>
      understand(findingsAnswer, await ask({ method: 'GET', path: `${at(number)}/errors`, token })),
  };
}

const root = '/api/v1/dry-runs';

async function now(answer: Response): Promise<SubmissionNow> {
  const dryRun = await understand(dryRunAnswer, answer);
  const ended = dryRun.status === 'failed' ? 'cancelled' : (dryRun.verdict ?? 'received');
  return { submission: { ...dryRun, status: ended }, retryAfter: secondsToWait(answer) };
}
