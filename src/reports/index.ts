export { dryRunStates, dryRunVerdicts } from './dry-runs/dry-run.js';
export { expireDryRuns, giveUpDryRun } from './dry-runs/remove-dry-run.js';
export { giveUpSubmission } from './intake/give-up-submission.js';
export { submissionHandlers, submissionLanes } from './intake/jobs.js';
export { keepReceiptCertificate } from './receipts/receipt-certificates.js';
export { reconcile } from './reconciliation/reconcile.js';
export { reportPurposes } from './records/keys.js';
export { reportNavigation, reportRoutes } from './routes.js';
export { generateDustArchive } from './sample/dust-archive.js';
export { generateSample, type Sample, type SampleOptions } from './sample/generate.js';
export { examKinds } from './schema/kinds.js';
export { reportSealedColumns } from './sealed-columns.js';
export {
  type ReportLimits,
  type ReportServices,
  reportLimits,
  type SubmissionJobServices,
} from './services.js';
export { countSubmissions } from './statistics/count-submissions.js';
export { submissionStates } from './submissions/states.js';
export { expireUploads } from './uploads/expire-uploads.js';
