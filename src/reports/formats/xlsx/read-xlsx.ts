import type { FileLimits } from '../../process/types.js';
import { FileStopped } from '../file-stopped.js';
import type { RandomAccess } from '../random-access.js';
import type { RecordBatch } from '../record-batch.js';
import { BatchQueue } from '../rows/batch-queue.js';
import { readWholeXml, readXml } from '../xml/read-xml.js';
import { XmlFault, type XmlListener, XmlScanner } from '../xml/scan-xml.js';
import { type Archive, readArchive } from '../zip/read-archive.js';
import { DateFormats } from './date-formats.js';
import { SheetRows } from './sheet-rows.js';
import { StringTable } from './string-table.js';
import { Relationships, Workbook } from './workbook.js';

/** The sheets of a workbook that are shown. */
export interface ShownSheets {
  /** Of the first one. */
  readonly batches: AsyncIterable<RecordBatch>;
  readonly others: readonly OtherSheet[];
}

export interface OtherSheet {
  readonly name: string;
  /** Reads it from its beginning. */
  batches(): AsyncIterable<RecordBatch>;
}

/**
 * Reads the rows of a workbook (Office Open XML, ECMA-376): of its first sheet that is shown, and of the others if they are
 * asked for. Strings are held, rows are not.
 *
 * @throws FileStopped from here or from the batches
 */
export async function readXlsx(
  source: RandomAccess,
  limits: Pick<FileLimits, 'recordBytes' | 'windowBytes' | 'columns'>,
): Promise<ShownSheets> {
  const archive = await readArchive(source, archiveLimits);
  refuseRelatives(archive);
  const book = await readBook(new Package(archive, limits.recordBytes));
  const [first, ...others] = book.sheets;
  if (first === undefined) throw new FileStopped('RPT_FILE_XLSX_NO_SHEET');
  return {
    batches: sheetBatches(book, first.part, limits),
    others: others.map(({ name, part }) => ({ name, batches: () => sheetBatches(book, part, limits) })),
  };
}

/** A million rows of fifty columns are some 2.5 GB of XML; nothing of it is held. */
const archiveLimits = { entries: 2000, unpackedBytes: 4_000_000_000, ratio: 120 };

const mostStringBytes = 64_000_000;

interface Book {
  readonly parts: Package;
  /** Those that are shown, in their order. */
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly workbook: Workbook;
  readonly strings: StringTable;
  readonly formats: DateFormats;
}

/** Other things that are ZIP archives with such parts. */
function refuseRelatives({ entries }: Archive): void {
  const names = new Set(entries.map(({ name }) => name));
  if (names.has('xl/workbook.bin')) throw new FileStopped('RPT_FILE_XLSB');
  if (names.has('content.xml')) throw new FileStopped('RPT_FILE_ODS');
}

async function readBook(parts: Package): Promise<Book> {
  const [root, workbook, relations] = [new Relationships(), new Workbook(), new Relationships()];
  await parts.read('_rels/.rels', root);
  const main = partName('', root.byType.get('officeDocument') ?? 'xl/workbook.xml');
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  await parts.read(main, workbook);
  await parts.read(`${folder}_rels/${main.slice(folder.length)}.rels`, relations);
  const sheets = workbook.sheets.flatMap(({ name, relationId, isVisible }) => {
    const target = relations.byId.get(relationId);
    return isVisible && target !== undefined ? [{ name, part: partName(folder, target) }] : [];
  });
  const [strings, formats] = [new StringTable(mostStringBytes), new DateFormats()];
  const shared = relations.byType.get('sharedStrings');
  if (shared !== undefined) await parts.read(partName(folder, shared), strings);
  const styles = relations.byType.get('styles');
  if (styles !== undefined) await parts.read(partName(folder, styles), formats);
  return { parts, sheets, workbook, strings, formats };
}

function partName(folder: string, target: string): string {
  return target.startsWith('/') ? target.slice(1) : folder + target;
}

async function* sheetBatches(
  { parts, workbook, strings, formats }: Book,
  sheet: string,
  { recordBytes, windowBytes, columns }: Pick<FileLimits, 'recordBytes' | 'windowBytes' | 'columns'>,
): AsyncGenerator<RecordBatch> {
  const queue = new BatchQueue(windowBytes);
  const rows = new SheetRows({ strings, formats, dates: workbook.dates, queue, mostColumns: columns });
  for await (const _ of parts.pieces(sheet, new XmlScanner(rows), recordBytes)) yield* queue.take();
  yield* queue.takeRest();
}

/** The parts of the workbook, by name. */
class Package {
  readonly #archive: Archive;
  readonly #mostBytes: number;

  constructor(archive: Archive, mostBytes: number) {
    this.#archive = archive;
    this.#mostBytes = mostBytes;
  }

  async read(name: string, listener: XmlListener): Promise<void> {
    try {
      await readWholeXml(this.#open(name), new XmlScanner(listener), this.#mostBytes);
    } catch (error) {
      throw asStop(error);
    }
  }

  async *pieces(name: string, scanner: XmlScanner, mostBytes: number): AsyncGenerator<void> {
    try {
      yield* readXml(this.#open(name), scanner, mostBytes);
    } catch (error) {
      throw asStop(error);
    }
  }

  #open(name: string): AsyncIterable<Buffer> {
    const entry = this.#archive.entries.find((one) => one.name === name);
    if (entry === undefined) throw new FileStopped('RPT_FILE_XLSX_BROKEN');
    return this.#archive.read(entry);
  }
}

function asStop(error: unknown): unknown {
  return error instanceof XmlFault ? new FileStopped('RPT_FILE_XLSX_BROKEN') : error;
}
