export type { CellKind, CellValue } from './cell-xml.js';
export type { Allowed, Entry } from './entries-xml.js';
export { columnLetters, type SheetColumn, type SheetParts, tabName } from './sheet-xml.js';
export { type Sheet, type Workbook, writeSheets, writeWorkbook } from './write-workbook.js';
