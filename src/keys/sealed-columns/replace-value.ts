import type { Knex } from 'knex';
import type { SealedCell } from './read-values.js';
import type { SealedColumn } from './sealed-column.js';

/**
 * Puts a value in the place of the one that was read, if that one still stands there.
 *
 * @returns whether it did
 */
export async function replaceValue(
  trx: Knex.Transaction,
  { table, column, key }: SealedColumn,
  { row, sealed }: SealedCell,
  fresh: Buffer,
): Promise<boolean> {
  const query = trx(table);
  for (const name of key) query.where(name, row[name] as Knex.Value);
  // Header and nonce are never the same twice: they stand for the whole value.
  query.whereRaw('substr(??, 1, 21) = ?', [column, sealed.subarray(0, 21)]);
  return (await query.update({ [column]: fresh })) === 1;
}
