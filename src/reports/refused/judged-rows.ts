import type { RecordBatch } from '../formats/record-batch.js';
import type { ArchiveImages } from '../images/archive-images.js';
import { openFile } from '../process/process-file.js';
import { placeOfRefusal } from '../process/read-header.js';
import type { FileToProcess, Finding } from '../process/types.js';
import { learned, type Way } from '../process/way.js';
import { readImageName } from '../rules/cells/image-name.js';
import type { ImageColumn } from '../schema/column.js';

/** A row of a file of which some rows were stored. */
export type JudgedRow = StoredRow | RefusedRow;

/** A row that was stored, of which only its image matters here. */
export interface StoredRow {
  readonly is: 'stored';
  readonly imageName: string;
}

/** A row that was not stored, as it stands in the file. */
export interface RefusedRow {
  readonly is: 'refused';
  /** As many as the header has, and more when the row has more. */
  readonly cells: readonly string[];
  /** Its errors, as far as they are listed. */
  readonly errors: readonly Finding[];
  /** The image it names; undefined when it names none that could be found. */
  readonly imageName: string | undefined;
}

export interface JudgedFile {
  readonly header: readonly string[];
  /** The images beside the table; null when the file is no archive. */
  readonly images: ArchiveImages | null;
  /** Batch by batch, in file order: every refused row, and of an archive those stored rows that name an image. */
  readonly parts: AsyncIterable<readonly JudgedRow[]>;
}

/** What is known of the file's rows, both in file order. */
export interface KnownRows {
  /** Numbers of the rows that were stored. */
  readonly stored: AsyncIterable<number>;
  readonly findings: AsyncIterable<Finding>;
}

/**
 * Reads the rows of a file of which some were stored. Nothing beyond a batch is held, however many there are; a reason that
 * rows came back with before is left out.
 *
 * @throws FileStopped when the file cannot be read as it was when it was judged
 */
export async function readJudgedRows(file: FileToProcess, known: KnownRows): Promise<JudgedFile> {
  const way = await openFile(file);
  const { texts, columns } = learned(way.header, 'header');
  const reason = placeOfRefusal(texts);
  return {
    header: withoutReason(texts.slice(0, columns.width), reason),
    images: way.images,
    parts: judgedParts(way, { width: columns.width, reason, image: imageColumn(way) }, known),
  };
}

interface Shape {
  readonly width: number;
  /** Place of the reason in the file, or -1. */
  readonly reason: number;
  /** Undefined where rows have no images to find. */
  readonly image: { readonly place: number; readonly column: ImageColumn } | undefined;
}

function imageColumn({ images, layout, header }: Way): Shape['image'] {
  const { places } = learned(header, 'header').columns;
  const found = layout.columns.flatMap((column, index) => {
    const place = places[index] ?? -1;
    return column.type === 'image' && place >= 0 ? [{ place, column }] : [];
  });
  return images === null ? undefined : found[0];
}

async function* judgedParts(way: Way, shape: Shape, known: KnownRows): AsyncGenerator<readonly JudgedRow[]> {
  const { first, batches } = learned(way.records, 'header');
  const stored = inStep(known.stored, (row) => row);
  const findings = inStep(known.findings, ({ row }) => row);
  try {
    let from = 1;
    for (let batch: RecordBatch | undefined = first; batch !== undefined; batch = await nextOf(batches)) {
      const rows: JudgedRow[] = [];
      for (let index = from; index < batch.rows; index += 1) {
        const row = batch.firstRow + index;
        const ofRow = await findings.take(row);
        const isStored = (await stored.take(row)).length > 0;
        const imageName = imageNameOf(batch, index, shape);
        if (isStored) {
          if (imageName !== undefined) rows.push({ is: 'stored', imageName });
          continue;
        }
        const cells = cellsOf(batch, index);
        if (cells.every((cell) => cell.trim() === '')) continue;
        const errors = ofRow.filter(({ severity }) => severity === 'error');
        const asUploaded = withoutReason(padded(cells, shape.width), shape.reason);
        rows.push({ is: 'refused', cells: asUploaded, errors, imageName });
      }
      from = 0;
      yield rows;
    }
  } finally {
    await batches.return?.();
    await stored.end();
    await findings.end();
  }
}

async function nextOf(batches: AsyncIterator<RecordBatch>): Promise<RecordBatch | undefined> {
  const next = await batches.next();
  return next.done === true ? undefined : next.value;
}

/** Read as it was when the row was judged, also where nothing of the row was. */
function imageNameOf({ bytes, cells, firstCells }: RecordBatch, index: number, { image }: Shape) {
  if (image === undefined) return undefined;
  const [from = 0, to = 0] = firstCells.subarray(index, index + 2);
  const cell = from + image.place;
  if (cell >= to) return undefined;
  const read = readImageName(bytes.toString('utf8', cells[2 * cell], cells[2 * cell + 1]), image.column);
  return read.is === 'value' ? read.text : undefined;
}

function cellsOf({ bytes, cells, firstCells }: RecordBatch, index: number): string[] {
  const [from = 0, to = 0] = firstCells.subarray(index, index + 2);
  return Array.from({ length: to - from }, (_, at) =>
    bytes.toString('utf8', cells[2 * (from + at)], cells[2 * (from + at) + 1]),
  );
}

function padded(cells: readonly string[], width: number): readonly string[] {
  return cells.length >= width ? cells : [...cells, ...Array<string>(width - cells.length).fill('')];
}

function withoutReason(cells: readonly string[], reason: number): readonly string[] {
  return reason < 0 ? cells : cells.filter((_, place) => place !== reason);
}

/** Reads something in file order beside the rows. */
function inStep<T>(source: AsyncIterable<T>, rowOf: (one: T) => number) {
  const iterator = source[Symbol.asyncIterator]();
  let waiting: T | undefined;
  let ended = false;
  return {
    /** What belongs to a row; what belongs to rows before it is passed over. */
    async take(row: number): Promise<readonly T[]> {
      const taken: T[] = [];
      while (!ended) {
        if (waiting === undefined) {
          const next = await iterator.next();
          if (next.done === true) {
            ended = true;
            break;
          }
          waiting = next.value;
        }
        if (rowOf(waiting) > row) break;
        if (rowOf(waiting) === row) taken.push(waiting);
        waiting = undefined;
      }
      return taken;
    },
    async end(): Promise<void> {
      await iterator.return?.();
    },
  };
}
