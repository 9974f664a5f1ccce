import type { JobHandler, Lane } from '../../jobs/index.js';
import { judgeDryRun } from '../dry-runs/judge-dry-run.js';
import { reportPurposes } from '../records/keys.js';
import { reportLimits, type SubmissionJobServices } from '../services.js';
import type { Desk } from './desk.js';
import { discardSubmission } from './discard-submission.js';
import { lapse } from './lapse.js';
import { processSubmission } from './process-submission.js';
import { takeConfirmed } from './take-confirmed.js';
import { createThreadPool } from './thread-pool.js';

/**
 * What is done with submissions behind the pages, for the job worker. Give it `giveUpSubmission` as well, so that a job that
 * failed for good does not leave a submission waiting.
 */
export function submissionHandlers(services: SubmissionJobServices): Readonly<Record<string, JobHandler>> {
  const { config, keys } = services;
  const threads = createThreadPool({
    database: config.database,
    documentDirectory: config.directories.documents,
    keys: () => keys.material('documents', ...reportPurposes.map(({ name }) => name)),
  });
  services.closing?.addEventListener('abort', () => void threads.close(), { once: true });
  const desk: Desk = { ...services, threads, limits: services.limits ?? reportLimits };
  return {
    'submission.process': (job, stop) => processSubmission(desk, job, stop),
    'submission.accept': (job, stop) => takeConfirmed(desk, job, stop),
    'submission.lapse': (job) => lapse(desk, job),
    'submission.discard': (job, stop) => discardSubmission(desk, job, stop),
    'dry-run.judge': (job, stop) => judgeDryRun(desk, job, stop),
  };
}

/**
 * What a gateway works on side by side: one file of any size, and one that is small. However many large files come, a
 * small one never waits for the end of one, and memory is needed for one large file only.
 */
export const submissionLanes: readonly Lane[] = [{}, { mostWeight: 2_000_000 }];
