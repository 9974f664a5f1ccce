import { findOvertaken } from '../corrections/find-overtaken.js';
import { createFindingList } from '../findings/finding-list.js';
import { sealReport } from '../findings/seal-report.js';
import { ReportBuilder } from '../process/report-builder.js';
import { defaultLimits, type Finding } from '../process/types.js';
import { countAcceptances } from '../records/acceptances.js';
import { findLateDuplicates } from '../records/staged-records.js';
import type { ReportCode } from '../rules/table.js';
import type { Recheck, RecheckTask } from './judgement.js';
import type { ThreadServices } from './thread-services.js';

/**
 * Looks whether exams of staged rows were accepted from other submissions since they were judged, and whether records
 * that were to be corrected or withdrawn still are what they were.
 */
export async function recheck(services: ThreadServices, task: RecheckTask): Promise<Recheck> {
  // Counted before looking: what is accepted while we look is looked at the next time.
  const judgedAgainst = await countAcceptances(services.db, task.institutionId);
  const { submissionId, since } = task;
  const duplicates = await findLateDuplicates(services.db, submissionId, since);
  const overtaken = await findOvertaken(services.db, submissionId, since);
  if (duplicates.length + overtaken.length === 0) return { judgedAgainst, duplicates: null };
  const findings = [
    ...duplicates.map(({ row, duplicateOf }) => findingOf(row, 'RPT_DUPLICATE_OF_ACCEPTED', duplicateOf)),
    ...overtaken.map(({ row, overtakenBy }) => findingOf(row, 'RPT_CORRECTION_OVERTAKEN', overtakenBy)),
  ].sort((a, b) => a.row - b.row);
  const report = new ReportBuilder(defaultLimits.details);
  for (const finding of findings) report.add(finding);
  report.rowsWithErrors = findings.length;
  const list = createFindingList(services.documents, findings.length);
  await list.add(findings);
  return {
    judgedAgainst,
    duplicates: {
      errors: findings.length,
      sealedReport: sealReport(services.keyring, task.submissionId, {
        header: null,
        report: report.finish(new Map()),
      }),
      findings: await list.finish(),
    },
  };
}

function findingOf(row: number, code: ReportCode, submission: string): Finding {
  return { row, code, severity: 'error', params: { submission }, column: null, value: null };
}
