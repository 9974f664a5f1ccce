import type { Language } from '../../locales/index.js';
import type { KeptReport } from '../findings/seal-report.js';
import type { Finding, FindingColumn, FindingGroup } from '../process/types.js';
import { ruleSentence } from '../rules/sentence.js';
import type { ReportCode } from '../rules/table.js';

/** All findings of one code in one column, as the page lists them. */
export interface GroupLine {
  readonly code: ReportCode;
  readonly severity: Finding['severity'];
  readonly column: FindingColumn | null;
  readonly sentence: string;
  readonly count: number;
  /** `5`, `9–12` */
  readonly ranges: readonly string[];
  readonly countBeyondRanges: number;
}

/** A row of the file with something to mend, as the spreadsheet numbers it. */
export interface RowToMend {
  readonly row: number;
  /** What is said about the row as a whole, then its cells from left to right. */
  readonly cells: readonly CellToMend[];
}

export interface CellToMend {
  /** Null when it is about the row as a whole. */
  readonly column: FindingColumn | null;
  /** Masked where personal; empty for an empty cell and for a whole row. */
  readonly value: string;
  readonly severity: Finding['severity'];
  readonly sentences: readonly string[];
}

/** The groups of a report, most numerous rows as ranges. */
export function groupLines(groups: readonly FindingGroup[], language: Language): readonly GroupLine[] {
  return groups.map((group) => ({
    code: group.code,
    severity: group.severity,
    column: group.column,
    sentence: ruleSentence(language, group),
    count: group.count,
    ranges: group.ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)),
    countBeyondRanges: group.countBeyondRanges,
  }));
}

/** The numbers of the rows of a report that have findings, in file order. */
export function rowsWithFindings({ report }: KeptReport): readonly number[] {
  return [...new Set(report.details.map(({ row }) => row))];
}

/**
 * The cells to mend of some rows, where they stand.
 *
 * @param rows spreadsheet row numbers, a part of `rowsWithFindings`
 */
export function rowsToMend(
  { report }: KeptReport,
  rows: readonly number[],
  language: Language,
): readonly RowToMend[] {
  const byRow = new Map(rows.map((row) => [row, [] as Finding[]]));
  for (const finding of report.details) byRow.get(finding.row)?.push(finding);
  return [...byRow].map(([row, findings]) => ({ row, cells: cellsOf(findings, language) }));
}

function cellsOf(findings: readonly Finding[], language: Language): readonly CellToMend[] {
  const byColumn = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = finding.column?.key ?? '';
    byColumn.set(key, [...(byColumn.get(key) ?? []), finding]);
  }
  return [...byColumn.values()]
    .map((ofCell) => ({
      column: ofCell[0]?.column ?? null,
      value: ofCell[0]?.value ?? '',
      severity: ofCell.some(({ severity }) => severity === 'error')
        ? ('error' as const)
        : ('warning' as const),
      sentences: ofCell.map((finding) => ruleSentence(language, finding)),
    }))
    .sort((one, other) => placeOf(one.column) - placeOf(other.column));
}

/** The whole row, then `A` before `Z` before `AA`; columns that the file lacks come last. */
function placeOf(column: FindingColumn | null): number {
  if (column === null) return 0;
  if (column.letter === null) return Number.MAX_SAFE_INTEGER;
  return [...column.letter].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0);
}
