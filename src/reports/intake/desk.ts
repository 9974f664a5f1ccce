import type { ReportLimits, SubmissionJobServices } from '../services.js';
import type { ThreadPool } from './thread-pool.js';

/** What the jobs of submissions share. */
export interface Desk extends SubmissionJobServices {
  readonly threads: ThreadPool;
  readonly limits: ReportLimits;
}
