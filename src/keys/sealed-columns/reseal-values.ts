import { type Database, inTransaction } from '../../database/index.js';
import { type Keyring, UnsealError } from '../keyring.js';
import { readValues, type SealedCell } from './read-values.js';
import { replaceValue } from './replace-value.js';
import type { SealedColumn, SealedRow } from './sealed-column.js';

/** How far a column is. */
export interface ResealProgress {
  readonly column: SealedColumn;
  /** Values now sealed with the active key that were not before. */
  readonly moved: number;
  /** Values that somebody else changed in between; they carry the newer key already or come the next time. */
  readonly changed: number;
  /** Rows whose value does not open, by their key columns. */
  readonly unreadable: readonly SealedRow[];
}

/**
 * Seals the values of a column with the active key of its purpose that are not yet, a batch in a transaction. What is done
 * is seen from the values themselves, so it may be stopped at any moment and begun again. A value is replaced only while it
 * is the one that was read.
 *
 * @yields after each batch
 */
export async function* resealValues(
  db: Database,
  keyring: Keyring,
  { column, activeKeyId, batch }: ResealOptions,
): AsyncGenerator<ResealProgress> {
  let progress: ResealProgress = { column, moved: 0, changed: 0, unreadable: [] };
  let after: SealedRow | undefined;
  for (;;) {
    const cells = await readValues(db, column, { after, limit: batch, exceptKeyId: activeKeyId });
    if (cells.length === 0) return;
    const done = await resealBatch(db, keyring, column, cells);
    progress = {
      column,
      moved: progress.moved + done.moved,
      changed: progress.changed + done.changed,
      unreadable: [...progress.unreadable, ...done.unreadable],
    };
    yield progress;
    after = cells.at(-1)?.row;
  }
}

export interface ResealOptions {
  readonly column: SealedColumn;
  /** 16 hexadecimal digits. */
  readonly activeKeyId: string;
  /** Rows in one transaction. */
  readonly batch: number;
}

async function resealBatch(
  db: Database,
  keyring: Keyring,
  column: SealedColumn,
  cells: readonly SealedCell[],
): Promise<Omit<ResealProgress, 'column'>> {
  const unreadable: SealedRow[] = [];
  const fresh = cells.flatMap((cell) => {
    try {
      const sealed = keyring.reseal(column.purpose, cell.sealed, column.contextOf(cell.row));
      return sealed === undefined ? [] : [{ ...cell, fresh: sealed }];
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      unreadable.push(Object.fromEntries(column.key.map((name) => [name, cell.row[name]])));
      return [];
    }
  });
  const moved = await inTransaction(db, async (trx) => {
    let count = 0;
    for (const { fresh: value, ...cell } of fresh) {
      if (await replaceValue(trx, column, cell, value)) count += 1;
    }
    return count;
  });
  return { moved, changed: fresh.length - moved, unreadable };
}
