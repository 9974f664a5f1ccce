import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
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
  const zip = new ZipFile();
  const output = zip.outputStream.pipe(new PassThrough());
  const streams = sheets.map(({ columns, parts }) =>
    Readable.from(sheetXml(columns, parts), { objectMode: false }),
  );
  // yazl watches neither the streams it is given nor who reads its own.
  for (const stream of streams) stream.once('error', (error) => output.destroy(error));
  zip.once('error', (error: Error) => output.destroy(error));
  output.once('close', () => {
    for (const stream of streams) stream.destroy();
  });
  const options = { mtime: createdAt };
  for (const { path, xml } of packageParts(sheets.map(({ title }) => title))) {
    zip.addBuffer(Buffer.from(xml), path, options);
  }
  zip.addBuffer(Buffer.from(stylesXml), 'xl/styles.xml', options);
  for (const [index, stream] of streams.entries()) {
    zip.addReadStream(stream, `xl/${partOf(index + 1)}`, options);
  }
  zip.end();
  return output;
}
