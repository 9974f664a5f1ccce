import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { packageParts, type SheetColumn, type SheetParts, sheetXml } from './sheet-xml.js';
import { stylesXml } from './styles.js';

/** A workbook with one sheet. */
export interface Workbook {
  /** Name of the sheet's tab. */
  readonly title: string;
  readonly columns: readonly SheetColumn[];
  readonly parts: SheetParts;
  /** What the files in the package say of their making. */
  readonly createdAt: Date;
}

/**
 * A workbook (ECMA-376, .xlsx) as a stream. Rows are asked for as fast as the stream is read, and none is kept. What the
 * rows throw ends the stream with that error; a stream that is closed early asks for no more rows.
 */
export function writeWorkbook({ title, columns, parts, createdAt }: Workbook): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream.pipe(new PassThrough());
  const sheet = Readable.from(sheetXml(columns, parts), { objectMode: false });
  // yazl watches neither the streams it is given nor who reads its own.
  sheet.once('error', (error) => output.destroy(error));
  zip.once('error', (error: Error) => output.destroy(error));
  output.once('close', () => sheet.destroy());
  const options = { mtime: createdAt };
  for (const { path, xml } of packageParts(title)) zip.addBuffer(Buffer.from(xml), path, options);
  zip.addBuffer(Buffer.from(stylesXml), 'xl/styles.xml', options);
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml', options);
  zip.end();
  return output;
}
