import { type Database, findPending, type Migration, takeMigrations } from '../src/database/index.js';
import { audit } from './0001-audit.js';
import { jobs } from './0002-jobs.js';
import { institutionsMigration } from './0010-institutions.js';
import { captcha } from './0020-captcha.js';
import { accountsMigration } from './0030-accounts.js';
import { cardMigration } from './0040-card.js';
import { mail } from './0050-mail.js';
import { keys } from './0060-keys.js';
import { documents } from './0070-documents.js';
import { reports } from './0080-reports.js';
import { cardCodesMigration } from './0090-card-codes.js';
import { trustListMigration } from './0091-trust-list.js';
import { submissionSignaturesMigration } from './0095-submission-signatures.js';
import { cardSharingMigration } from './0098-card-sharing.js';
import { applicationsMigration } from './0100-applications.js';
import { passwordResetsMigration } from './0110-password-resets.js';
import { mailQueueMigration } from './0111-mail-queue.js';
import { institutionImportsMigration } from './0112-institution-imports.js';
import { auditSearchMigration } from './0113-audit-search.js';
import { accountListMigration } from './0120-account-list.js';
import { accountSearchMigration } from './0121-account-search.js';
import { applicationStatisticsMigration } from './0122-application-statistics.js';
import { accountOrdersMigration } from './0123-account-orders.js';
import { dryRunFilesMigration } from './0126-dry-run-files.js';
import { malwareFindingsMigration } from './0128-malware-findings.js';
import { retentionRulesMigration } from './0128-retention-rules.js';
import { idleAccountsMigration } from './0130-idle-accounts.js';
import { publicApplicationsMigration } from './0131-public-applications.js';
import { recordSearchMigration } from './0140-record-search.js';
import { correctionsMigration } from './0141-corrections.js';
import { apiFilingsMigration } from './0150-api-filings.js';
import { formCodesMigration } from './0151-form-codes.js';
import { accountLanguageMigration } from './0160-account-language.js';
import { recordCountsMigration } from './0170-record-counts.js';
import { reportPoliciesMigration } from './0170-report-policies.js';
import { resumableUploadsMigration } from './0180-resumable-uploads.js';
import { examImagesMigration } from './0190-exam-images.js';
import { retentionMigration } from './0200-retention.js';
import { jobTurnsMigration } from './0210-job-turns.js';
import { receiptCertificatesMigration } from './0210-receipt-certificates.js';
import { columnMappingsMigration } from './0220-column-mappings.js';
import { reconciliationMigration } from './0220-reconciliation.js';
import { dryRunsMigration } from './0230-dry-runs.js';
import { asciiRecordsMigration } from './0240-ascii-records.js';

/** Every step of the schema, in order. */
const migrations: readonly Migration[] = [
  audit,
  jobs,
  institutionsMigration,
  captcha,
  accountsMigration,
  cardMigration,
  mail,
  keys,
  documents,
  reports,
  cardCodesMigration,
  trustListMigration,
  submissionSignaturesMigration,
  cardSharingMigration,
  applicationsMigration,
  passwordResetsMigration,
  mailQueueMigration,
  institutionImportsMigration,
  auditSearchMigration,
  accountListMigration,
  accountSearchMigration,
  idleAccountsMigration,
  publicApplicationsMigration,
  recordSearchMigration,
  correctionsMigration,
  apiFilingsMigration,
  formCodesMigration,
  applicationStatisticsMigration,
  accountOrdersMigration,
  accountLanguageMigration,
  recordCountsMigration,
  resumableUploadsMigration,
  reportPoliciesMigration,
  examImagesMigration,
  retentionMigration,
  jobTurnsMigration,
  columnMappingsMigration,
  receiptCertificatesMigration,
  reconciliationMigration,
  dryRunsMigration,
  dryRunFilesMigration,
  retentionRulesMigration,
  malwareFindingsMigration,
  asciiRecordsMigration,
];

/** Brings the schema up to date; gives the names of the steps taken, none when it already was. */
export function migrate(db: Database): Promise<readonly string[]> {
  return takeMigrations(db, migrations);
}

/** The names of the steps that have not been taken yet. */
export function pendingMigrations(db: Database): Promise<readonly string[]> {
  return findPending(db, migrations);
}
