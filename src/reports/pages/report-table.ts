import type { Language } from '../../locales/index.js';
import type { KeptReport } from '../findings/seal-report.js';
import type { Finding, FindingColumn, FindingGroup } from '../process/types.js';
import { ruleSentence } from '../rules/sentence.js';

/** All findings of one code in one column, as the page lists them. */
export interface GroupLine {
  readonly severity: Finding['severity'];
  readonly column: FindingColumn | null;
  readonly sentence: string;
  readonly count: number;
  /** `5`, `9–12` */
  readonly ranges: readonly string[];
  readonly countBeyondRanges: number;
}

/** The cells to mend where they stand: only rows and columns with findings. */
export interface CellTable {
  readonly columns: readonly FindingColumn[];
  readonly rows: readonly CellRow[];
}

export interface CellRow {
  readonly row: number;
  /** About the row as a whole. */
  readonly notes: readonly Note[];
  /** One for each column; null where nothing was found. */
  readonly cells: readonly (CellNotes | null)[];
}

export interface Note {
  readonly severity: Finding['severity'];
  readonly sentence: string;
}

export interface CellNotes extends Note {
  readonly value: string;
}

/** The groups of a report, most numerous rows as ranges. */
export function groupLines(groups: readonly FindingGroup[], language: Language): readonly GroupLine[] {
  return groups.map((group) => ({
    severity: group.severity,
    column: group.column,
    sentence: ruleSentence(language, group),
    count: group.count,
    ranges: group.ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)),
    countBeyondRanges: group.countBeyondRanges,
  }));
}

/** The rows of a report that have findings, in file order. */
export function rowsWithFindings({ report }: KeptReport): readonly number[] {
  return [...new Set(report.details.map(({ row }) => row))];
}

/**
 * Puts the findings of some rows into a table.
 *
 * @param rows spreadsheet row numbers, a part of `rowsWithFindings`
 */
export function cellTable({ report }: KeptReport, rows: readonly number[], language: Language): CellTable {
  const wanted = new Set(rows);
  const findings = report.details.filter(({ row }) => wanted.has(row));
  const columns = columnsOf(findings);
  return {
    columns,
    rows: rows.map((row) => {
      const ofRow = findings.filter((finding) => finding.row === row);
      return {
        row,
        notes: ofRow.filter(({ column }) => column === null).map((finding) => noteOf(finding, language)),
        cells: columns.map(({ key }) => cellOf(ofRow, key, language)),
      };
    }),
  };
}

function columnsOf(findings: readonly Finding[]): readonly FindingColumn[] {
  const byKey = new Map(findings.flatMap(({ column }) => (column === null ? [] : [[column.key, column]])));
  return [...byKey.values()].sort((one, other) => placeOf(one) - placeOf(other));
}

/** `A` is before `Z` is before `AA`; columns that the file lacks come last. */
function placeOf({ letter }: FindingColumn): number {
  if (letter === null) return Number.MAX_SAFE_INTEGER;
  return [...letter].reduce((place, character) => place * 26 + character.charCodeAt(0) - 64, 0);
}

function cellOf(findings: readonly Finding[], key: string, language: Language): CellNotes | null {
  const here = findings.filter(({ column }) => column?.key === key);
  const [first] = here;
  if (first === undefined) return null;
  return {
    value: first.value ?? '',
    severity: here.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    sentence: here.map((finding) => ruleSentence(language, finding)).join(' '),
  };
}

function noteOf(finding: Finding, language: Language): Note {
  return { severity: finding.severity, sentence: ruleSentence(language, finding) };
}
