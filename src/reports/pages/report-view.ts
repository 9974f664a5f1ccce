import type { Request } from 'express';
import { visitOf } from '../../web/index.js';
import { pageOfRows } from '../../web/lists/index.js';
import type { KeptReport } from '../findings/seal-report.js';
import type { FindingGroup } from '../process/types.js';
import { groupLines, rowsToMend, rowsWithFindings } from './report-table.js';

/** What `views/report.njk` shows of a report: the page of its rows that a request asks for. */
export function reportView(request: Request, kept: KeptReport) {
  const { language } = visitOf(request);
  const { report } = kept;
  const { rows, pages } = pageOfRows(request, rowsWithFindings(kept), rowsPerPage);
  return {
    errors: report.errors,
    warnings: report.warnings,
    rowsWithErrors: report.rowsWithErrors,
    rowsWithWarningsOnly: report.rowsWithWarningsOnly,
    detailsLeftOut: report.detailsLeftOut,
    groups: groupLines(report.groups, language),
    hasImageErrors: report.groups.some(isAboutImage),
    rows: rowsToMend(kept, rows, language),
    pages,
  };
}

const rowsPerPage = 50;

/** With it the images have to be packed anew, and not only the table is to be mended. */
function isAboutImage({ code, severity }: FindingGroup): boolean {
  return severity === 'error' && code.startsWith('RPT_IMAGE_');
}
