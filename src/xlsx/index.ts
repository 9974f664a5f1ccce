export type { CellKind, CellValue } from './cell-xml.js';
export type { SheetColumn, SheetParts } from './sheet-xml.js';
export { type Workbook, writeWorkbook } from './write-workbook.js';
