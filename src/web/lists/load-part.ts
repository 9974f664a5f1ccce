import type { Database } from '../../database/index.js';
import type { List } from './list.js';
import { behind, matching, ordered, type Place, type Placed } from './list-query.js';
import type { ListState } from './read-state.js';

/** One page of a list. */
export interface Part<Row> {
  readonly rows: readonly Row[];
  readonly count: RowCount;
  /** The page shown, from 1; undefined beyond the numbered pages. */
  readonly page: number | undefined;
  /** The last numbered page. */
  readonly lastPage: number;
  /** The id after which the rows go on that have no numbered page; undefined when there are none. */
  readonly goesOnAfter: string | undefined;
}

/** How many rows there are: exactly, or more than `rows`. */
export interface RowCount {
  readonly rows: number;
  readonly exact: boolean;
}

/**
 * How far rows are counted and pages numbered. What lies behind is reached from row to row, so no page of a long list
 * costs more than one of a list of this length.
 */
export const countedRows = 1000;

/** Reads the part of a list that its state asks for; what lies beyond the end is the last page. */
export async function loadPart<Raw extends object, Row>(
  db: Database,
  list: List<Raw, Row>,
  state: ListState,
): Promise<Part<Row>> {
  const count = await countRows(db, list, state, countedRows);
  const lastPage = Math.max(1, Math.ceil(count.rows / state.size));
  const place = await findPlace(db, list, state);
  const page = place === undefined ? Math.min(state.page, lastPage) : undefined;
  const query = ordered(db, list, state).limit(state.size + 1);
  if (place !== undefined) behind(query, list, state, place);
  else query.offset(((page ?? 1) - 1) * state.size);
  const found: (Raw & Placed)[] = await query;
  const raws = found.slice(0, state.size);
  const beyond = page === undefined || (!count.exact && page === lastPage);
  const goesOn = beyond && found.length > raws.length;
  return {
    rows: await list.read(db, raws),
    count,
    page,
    lastPage,
    goesOnAfter: goesOn ? String(raws.at(-1)?.list_id) : undefined,
  };
}

/** Counts the rows that a state lets through, up to `most`. */
export async function countRows<Raw extends object, Row>(
  db: Database,
  list: List<Raw, Row>,
  state: ListState,
  most: number,
): Promise<RowCount> {
  const some = matching(db, list, state)
    .select(list.id)
    .limit(most + 1);
  const counted = await db.from(some.as('counted')).count({ rows: '*' }).first<{ rows: number | string }>();
  const rows = Number(counted?.rows ?? 0);
  return { rows: Math.min(rows, most), exact: rows <= most };
}

/** Where the row stands that the address names; undefined when it names none, or none of this list. */
async function findPlace<Raw extends object, Row>(
  db: Database,
  list: List<Raw, Row>,
  state: ListState,
): Promise<Place | undefined> {
  if (state.after === undefined) return undefined;
  const row: Placed | undefined = await ordered(db, list, { ...state, conditions: [] })
    .where(list.id, state.after)
    .first();
  return row && { value: row.list_value, id: row.list_id };
}
