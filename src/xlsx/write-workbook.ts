import type { Readable } from 'node:stream';
import { type FileToPack, writeArchive } from '../zip/index.js';
import { packageParts, partOf, type SheetColumn, type SheetParts, sheetXml } from './sheet-xml.js';
import { stylesXml } from './styles.js';

/** One sheet of a workbook. */
export interface Sheet {
  /** Name of the sheet's tab. */
  readonly title: string;
  readonly columns: readonly SheetColumn[];
  readonly parts: SheetParts;
}

/** A workbook with one sheet. */
export interface Workbook extends Sheet {
  /** What the files in the package say of their making. */
  readonly createdAt: Date;
}

/**
 * A workbook (ECMA-376, .xlsx) as a stream. Rows are asked for as fast as the stream is read, and none is kept. What the
 * rows throw ends the stream with that error; a stream that is closed early asks for no more rows.
 */
export function writeWorkbook({ createdAt, ...sheet }: Workbook): Readable {
  return writeSheets([sheet], createdAt);
}

/** The same with several sheets, written one after the other; their titles differ. */
export function writeSheets(sheets: readonly Sheet[], createdAt: Date): Readable {
  return writeArchive(packageFiles(sheets), createdAt);
}

function packageFiles(sheets: readonly Sheet[]): readonly FileToPack[] {
  const parts = packageParts(sheets.map(({ title }) => title));
  return [
    ...parts.map(({ path, xml }) => ({ name: path, content: Buffer.from(xml) })),
    { name: 'xl/styles.xml', content: Buffer.from(stylesXml) },
    ...sheets.map(({ columns, parts }, index) => ({
      name: `xl/${partOf(index + 1)}`,
      content: sheetXml(columns, parts),
    })),
  ];
}
