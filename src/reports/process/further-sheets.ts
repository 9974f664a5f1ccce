import { FileStopped } from '../formats/file-stopped.js';
import type { RecordBatch } from '../formats/record-batch.js';
import type { OtherSheet } from '../formats/xlsx/read-xlsx.js';
import { comparableName } from './read-header.js';

/**
 * Only the first sheet of a workbook is read. Exams on another one that is shown would be left out without a word, so such
 * a workbook is refused.
 *
 * @param header the texts of the first sheet's header
 * @throws FileStopped `RPT_FILE_XLSX_SHEETS`
 */
export async function refuseFurtherExams(
  sheets: readonly OtherSheet[],
  header: readonly string[],
): Promise<void> {
  for (const sheet of sheets) {
    const first = await readFirst(sheet);
    if (first !== undefined && isSameHeader(cellsOfFirstRow(first), header) && hasMore(first)) {
      throw new FileStopped('RPT_FILE_XLSX_SHEETS', { name: sheet.name.slice(0, 31) });
    }
  }
}

/** The texts of the first row of a batch. */
export function cellsOfFirstRow({ bytes, cells, firstCells }: RecordBatch): string[] {
  const count = firstCells[1] ?? 0;
  return Array.from({ length: count }, (_, cell) =>
    bytes.toString('utf8', cells[2 * cell], cells[2 * cell + 1]),
  );
}

/** Undefined for a sheet that cannot be read as a table at all: it is not the one that counts. */
async function readFirst({ batches }: OtherSheet): Promise<RecordBatch | undefined> {
  try {
    for await (const batch of batches()) return batch;
    return undefined;
  } catch (error) {
    if (error instanceof FileStopped) return undefined;
    throw error;
  }
}

/** Whether half of the names stand here too: somebody may have left columns out of one sheet. */
function isSameHeader(texts: readonly string[], header: readonly string[]): boolean {
  const here = new Set(texts.map(comparableName));
  const names = header.map(comparableName).filter((name) => name !== '');
  return names.filter((name) => here.has(name)).length * 2 >= names.length;
}

/** Whether anything stands below the first row. */
function hasMore({ cells, firstCells, rows }: RecordBatch): boolean {
  const end = firstCells[rows] ?? 0;
  for (let cell = firstCells[1] ?? 0; cell < end; cell += 1) {
    if ((cells[2 * cell] as number) < (cells[2 * cell + 1] as number)) return true;
  }
  return false;
}
