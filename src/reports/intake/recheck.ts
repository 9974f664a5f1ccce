import { createFindingList } from '../findings/finding-list.js';
import { sealReport } from '../findings/seal-report.js';
import { ReportBuilder } from '../process/report-builder.js';
import { defaultLimits, type Finding } from '../process/types.js';
import { countAcceptances } from '../records/acceptances.js';
import { findLateDuplicates, type LateDuplicate } from '../records/staged-records.js';
import type { Recheck, RecheckTask } from './judgement.js';
import type { ThreadServices } from './thread-services.js';

/** Looks whether exams of staged rows were accepted from other submissions since they were judged. */
export async function recheck(services: ThreadServices, task: RecheckTask): Promise<Recheck> {
  // Counted before looking: what is accepted while we look is looked at the next time.
  const judgedAgainst = await countAcceptances(services.db, task.institutionId);
  const duplicates = await findLateDuplicates(services.db, task.submissionId, task.since);
  if (duplicates.length === 0) return { judgedAgainst, duplicates: null };
  const findings = duplicates.map(toFinding);
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

function toFinding({ row, duplicateOf }: LateDuplicate): Finding {
  return {
    row,
    code: 'RPT_DUPLICATE_OF_ACCEPTED',
    severity: 'error',
    params: { submission: duplicateOf },
    column: null,
    value: null,
  };
}
