import type { Database } from '../../database/index.js';
import { countValues } from './count-values.js';
import type { SealedColumn } from './sealed-column.js';
import type { SealedStore } from './sealed-store.js';

/** How many values of one place a key sealed. */
export interface KeyCount {
  readonly purpose: string;
  /** 16 hexadecimal digits, whether or not there is such a key. */
  readonly keyId: string;
  /** `table.column`, or the name of a store. */
  readonly place: string;
  readonly count: number;
}

/** Counts every sealed value there is, in columns and elsewhere, by the key that it names. */
export async function countAll(
  db: Database,
  { columns, stores }: { readonly columns: readonly SealedColumn[]; readonly stores: readonly SealedStore[] },
): Promise<readonly KeyCount[]> {
  const inColumns = (await countValues(db, columns)).map(({ purpose, keyId, table, column, count }) => ({
    purpose,
    keyId,
    place: `${table}.${column}`,
    count,
  }));
  const elsewhere: KeyCount[] = [];
  for (const { name, purpose, count } of stores) {
    const counted = await count(db);
    elsewhere.push(
      ...[...counted].map(([keyId, values]) => ({ purpose, keyId, place: name, count: values })),
    );
  }
  return [...inColumns, ...elsewhere];
}
