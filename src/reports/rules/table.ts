import { cellRules } from './cell-table.js';
import type { RuleEntry } from './entry.js';
import { fileStops } from './file-stops.js';
import { archiveStops, imageRules } from './image-table.js';
import { rowRulesTable } from './row-table.js';

export type { RuleEntry, Severity } from './entry.js';

/** Everything that can be said about a file, a row or a cell. `docs/report-rules.md` is generated from it. */
export const ruleTable = {
  ...fileStops,
  ...archiveStops,
  ...cellRules,
  ...rowRulesTable,
  ...imageRules,
} as const satisfies Readonly<Record<`RPT_${string}`, RuleEntry>>;

export type RuleCode = keyof typeof ruleTable;

/** Codes that refuse the whole file. */
export type StopCode = keyof typeof fileStops | keyof typeof archiveStops;

/** Codes about a row or a cell. */
export type ReportCode = Exclude<RuleCode, StopCode>;

/** Codes that the reporter confirms. */
export type WarningCode = {
  [Code in ReportCode]: (typeof ruleTable)[Code]['severity'] extends 'warning' ? Code : never;
}[ReportCode];
