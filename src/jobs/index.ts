export { type ClaimedJob, completeJob, LeaseLost } from './claim.js';
export { enqueueJob, type NewJob } from './enqueue.js';
export {
  createJobWorker,
  type JobHandler,
  type JobWorker,
  type Lane,
  maxAttempts,
  maxBeginnings,
} from './worker.js';
