import { byteOrderMark, csvRow, neutraliseCell } from '../../csv/index.js';
import { type Language, translate } from '../../locales/index.js';
import type { FileFormat } from '../../web/exports/index.js';
import { writeWorkbook } from '../../xlsx/index.js';
import { imageKey } from '../formats/zip/image-archive.js';
import type { Finding } from '../process/types.js';
import { ruleSentence } from '../rules/sentence.js';
import { refusalColumn } from '../schema/refusal-column.js';
import { otherPeoplesTurn } from './other-peoples-turn.js';

/** Rows that go back, wherever they come from. */
export interface RowsToReturn {
  readonly header: readonly string[];
  /** Part by part, in file order. */
  readonly parts: AsyncIterable<readonly RowToReturn[]>;
}

interface RowToReturn {
  /** As many as the header has, and more when the row has more. */
  readonly cells: readonly string[];
  /** As far as they are listed. */
  readonly errors: readonly Finding[];
  readonly imageName?: string | undefined;
}

/** How a table of refused rows is written. */
export interface TableSetting {
  readonly language: Language;
  readonly now: Date;
  /** By `imageKey`: those that lie beside the table. Without it nothing is said of images that do not. */
  readonly images?: ReadonlySet<string>;
}

/** The refused rows in the layout of the upload, with one column more that says why: made as it is read. */
export const refusedTables: Readonly<
  Record<FileFormat, (refused: RowsToReturn, setting: TableSetting) => AsyncIterable<Buffer | string>>
> = {
  csv: csvOf,
  xlsx: (refused, setting) =>
    writeWorkbook({
      title: translate(setting.language, 'report-policies.refused.sheet'),
      columns: [
        ...refused.header.map((heading) => ({ heading, kind: 'text' }) as const),
        { heading: refusalColumn.name, kind: 'text', width: 100 },
      ],
      parts: workbookParts(refused, setting),
      createdAt: setting.now,
    }),
};

async function* csvOf({ header, parts }: RowsToReturn, setting: TableSetting): AsyncGenerator<string> {
  yield byteOrderMark + csvRow([...header, refusalColumn.name]);
  for await (const rows of parts) {
    const lines = rows.map((row) => {
      const cells = row.cells.map(harmless);
      // Cells beyond the header stay beyond it.
      return csvRow([
        ...cells.slice(0, header.length),
        reasonOf(row, setting),
        ...cells.slice(header.length),
      ]);
    });
    if (lines.length > 0) yield lines.join('');
    await otherPeoplesTurn();
  }
}

async function* workbookParts(
  { header, parts }: RowsToReturn,
  setting: TableSetting,
): AsyncGenerator<readonly (readonly string[])[]> {
  for await (const rows of parts) {
    yield rows.map((row) => [...row.cells.slice(0, header.length), reasonOf(row, setting)]);
    await otherPeoplesTurn();
  }
}

/** Signs alone are results of a test, with digits they are numbers or name an image: no formula is made of them. */
function harmless(cell: string): string {
  return /^[+-]+[\d.]*(\.jpe?g)?$/i.test(cell) ? cell : neutraliseCell(cell);
}

function reasonOf(row: RowToReturn, setting: TableSetting): string {
  const reasons = [...errorsOf(row, setting), ...imageNotes(row, setting)].join(' ');
  const [first] = row.errors;
  if (first === undefined) return reasons;
  // Reasons speak of rows of the file that was sent, and here they stand elsewhere.
  return translate(setting.language, 'report-policies.refused.of-row', { row: first.row, reasons });
}

function errorsOf({ errors }: RowToReturn, { language }: TableSetting): readonly string[] {
  if (errors.length === 0) return [translate(language, 'report-policies.refused.unlisted')];
  return errors.map((finding) => {
    const sentence = ruleSentence(language, finding);
    const { column } = finding;
    return column === null
      ? sentence
      : translate(language, 'report-policies.refused.reason', { name: column.name, sentence });
  });
}

function imageNotes({ imageName }: RowToReturn, { language, images }: TableSetting): readonly string[] {
  if (images === undefined || imageName === undefined || images.has(imageKey(imageName))) return [];
  return [translate(language, 'report-policies.refused.archive.no-image', { name: imageName })];
}
