import type { ArchiveImages } from '../images/archive-images.js';
import type { FileToProcess } from '../process/types.js';
import { type KnownRows, type RefusedRow, readJudgedRows } from './judged-rows.js';

export interface RefusedRows {
  readonly header: readonly string[];
  /** The images beside the table; null when the file is no archive. */
  readonly images: ArchiveImages | null;
  /** Batch by batch, in file order. */
  readonly parts: AsyncIterable<readonly RefusedRow[]>;
}

/**
 * Reads the rows of a file that were not stored, as `readJudgedRows` does.
 *
 * @throws FileStopped when the file cannot be read as it was when it was judged
 */
export async function readRefusedRows(file: FileToProcess, known: KnownRows): Promise<RefusedRows> {
  const { header, images, parts } = await readJudgedRows(file, known);
  return { header, images, parts: onlyRefused(parts) };
}

async function* onlyRefused(
  parts: Awaited<ReturnType<typeof readJudgedRows>>['parts'],
): AsyncGenerator<readonly RefusedRow[]> {
  for await (const rows of parts) yield rows.filter((row) => row.is === 'refused');
}
