import type { Database } from '../../database/index.js';
import type { SealedColumn } from './sealed-column.js';

/** How many values each key sealed. */
export interface ValueCount {
  readonly purpose: string;
  /** 16 hexadecimal digits, whether or not there is such a key. */
  readonly keyId: string;
  readonly table: string;
  readonly column: string;
  readonly count: number;
}

/** Counts the values of columns by the key that their headers name. */
export async function countValues(
  db: Database,
  columns: readonly SealedColumn[],
): Promise<readonly ValueCount[]> {
  const counts: ValueCount[] = [];
  for (const { purpose, table, column } of columns) {
    const rows: readonly CountRow[] = await db(table)
      .whereNotNull(column)
      .select(db.raw('lower(hex(substr(??, 2, 8))) as key_id, count(*) as n', [column]))
      .groupBy('key_id')
      .orderBy('key_id');
    counts.push(
      ...rows.map(({ key_id, n }) => ({ purpose, keyId: key_id, table, column, count: Number(n) })),
    );
  }
  return counts;
}

interface CountRow {
  readonly key_id: string;
  readonly n: number;
}
