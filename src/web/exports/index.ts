/**
 * Exports: a table as a file, CSV or XLSX, streamed part by part. Lists have theirs without asking (`web/lists`); other
 * tables, such as statistics, call `sendTable`. A single file that is no table begins with `beginDownload`.
 *
 * Formula cells: a CSV text that begins with `= + - @`, a tab, a line end or their full-width forms gets an apostrophe
 * (OWASP, CSV Injection); in XLSX every text is an inline string in a cell formatted as text, which no program computes.
 * Numbers and dates are typed, so that `-5` stays −5. Identifiers keep their leading zeros in XLSX only: what a
 * spreadsheet makes of `0012` in a CSV is its own choice, which is why the page offers XLSX first.
 */
export { beginDownload, type Download } from './begin-download.js';
export { pour } from './pour.js';
export { type FileFormat, sendTable, streamTable, type TableFacts, tableTypes } from './send-table.js';
export type { Table, TableColumn } from './table.js';
