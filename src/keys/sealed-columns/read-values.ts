import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { SealedColumn, SealedRow } from './sealed-column.js';

/** One sealed value with what finds it again. */
export interface SealedCell {
  readonly row: SealedRow;
  readonly sealed: Buffer;
}

/**
 * The next values of a column in the order of its key.
 *
 * @param after the row of the last one seen; undefined for the first ones
 * @param exceptKeyId leaves out those that this key sealed
 */
export async function readValues(
  db: Database,
  column: SealedColumn,
  { after, limit, exceptKeyId }: ReadValuesOptions,
): Promise<readonly SealedCell[]> {
  const { table, key, parent } = column;
  const query = db(table)
    .select([...key, ...(column.bound ?? [])].map((name) => `${table}.${name}`))
    .select({ sealed_value: `${table}.${column.column}` })
    .whereNotNull(`${table}.${column.column}`)
    .limit(limit);
  if (parent !== undefined) {
    query.join(parent.table, `${parent.table}.id`, `${table}.${parent.by}`);
    query.select(parent.bound.map((name) => `${parent.table}.${name}`));
  }
  if (exceptKeyId !== undefined) {
    query.whereRaw('substr(??, 2, 8) <> ?', [`${table}.${column.column}`, Buffer.from(exceptKeyId, 'hex')]);
  }
  if (after !== undefined) query.where((where) => isAfter(where, column, after));
  for (const name of key) query.orderBy(`${table}.${name}`);
  const rows: readonly (SealedRow & { readonly sealed_value: Buffer })[] = await query;
  return rows.map(({ sealed_value, ...row }) => ({ row, sealed: Buffer.from(sealed_value) }));
}

export interface ReadValuesOptions {
  readonly after: SealedRow | undefined;
  readonly limit: number;
  readonly exceptKeyId?: string;
}

/** `(a, b) > (?, ?)` in words that both databases use an index for. */
function isAfter(where: Knex.QueryBuilder, { table, key }: SealedColumn, after: SealedRow): void {
  key.forEach((name, index) => {
    where.orWhere((step) => {
      for (const equal of key.slice(0, index)) step.where(`${table}.${equal}`, cellOf(after, equal));
      step.where(`${table}.${name}`, '>', cellOf(after, name));
    });
  });
}

function cellOf(row: SealedRow, name: string): Knex.Value {
  return row[name] as Knex.Value;
}
