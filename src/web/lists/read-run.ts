import type { Database } from '../../database/index.js';
import { type Asked, type ListedRows, ordered, type Place, type Placed } from './list-query.js';

/** Rows that programs read: a list without its page. */
export interface ProgramList<Raw extends object, Row> extends ListedRows {
  /** Makes what is answered, in the order given. */
  readonly read: (db: Database, raws: readonly Raw[]) => Promise<readonly Row[]>;
}

/** A run of a list's rows, and where the next one begins; undefined at the end. */
export interface Run<Row> {
  readonly rows: readonly Row[];
  readonly next: Place | undefined;
}

/**
 * Reads a list from a place on, without counting: for programs, which go from end to end. A row that moves or goes away
 * meanwhile changes nothing of where the next run begins.
 *
 * @param asked.sort key of a column that has `sort`
 * @param asked.behind where the run before this one ended; undefined for the first
 */
export async function readRun<Raw extends object, Row>(
  db: Database,
  list: ProgramList<Raw, Row>,
  asked: Asked & { readonly limit: number; readonly behind?: Place | undefined },
): Promise<Run<Row>> {
  const { limit, behind } = asked;
  const cut = { limit: limit + 1, ...(behind !== undefined && { behind }) };
  const found: (Raw & Placed)[] = await ordered(db, list, asked, cut);
  const raws = found.slice(0, limit);
  const last = raws.at(-1);
  const goesOn = found.length > limit && last !== undefined;
  return {
    rows: await list.read(db, raws),
    next: goesOn ? { value: last.list_value, id: last.list_id } : undefined,
  };
}
