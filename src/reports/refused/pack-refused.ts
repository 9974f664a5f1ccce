import type { FileFormat } from '../../web/exports/index.js';
import type { FileToPack } from '../../zip/index.js';
import type { RefusedRows } from './refused-rows.js';
import { refusedTables, type TableSetting } from './refused-table.js';

/** What goes into an archive of refused rows. */
export interface RefusedArchive extends Required<TableSetting> {
  /** Of the table in it, without its ending. */
  readonly tableName: string;
  readonly format: FileFormat;
}

/**
 * The files of an archive that can be mended and uploaded: the table of the refused rows, then their images as they were
 * sent, one after the other.
 */
export async function* packRefused(
  refused: RefusedRows,
  { tableName, format, ...setting }: RefusedArchive,
): AsyncGenerator<FileToPack> {
  yield { name: `${tableName}.${format}`, content: refusedTables[format](refused, setting) };
  for (const key of setting.images) {
    const image = refused.images?.find(key);
    if (image !== undefined) yield { ...image, level: 1 };
  }
}
