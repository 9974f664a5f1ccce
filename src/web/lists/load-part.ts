import type { Database } from '../../database/index.js';
import type { List } from './list.js';
import { keepNamed, matching, ordered, type Place, type Placed, sortOf } from './list-query.js';
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
  const place = await findPlace(db, list, state);
  return place === undefined ? loadPage(db, list, state) : loadBehind(db, list, state, place);
}

async function loadPage<Raw extends object, Row>(
  db: Database,
  list: List<Raw, Row>,
  state: ListState,
): Promise<Part<Row>> {
  const { size } = state;
  const page = Math.min(state.page, countedRows / size);
  const offset = (page - 1) * size;
  const found: (Raw & Placed)[] = await ordered(db, list, state, { offset, limit: size + 1 });
  const raws = found.slice(0, size);
  // Whoever sees the end has counted.
  const isEnd = found.length <= size && (found.length > 0 || page === 1);
  const seen = offset + found.length;
  const count = isEnd ? { rows: seen, exact: true } : await countBeyond(db, list, state, seen);
  const lastPage = lastPageOf(count, size);
  if (page > lastPage) return loadPage(db, list, { ...state, page: lastPage });
  const goesOn = page === lastPage && found.length > size;
  return {
    rows: await list.read(db, raws),
    count,
    page,
    lastPage,
    goesOnAfter: goesOn ? idOfLast(raws) : undefined,
  };
}

/** Counts where the page has not shown the end; who has seen more than is counted need not ask. */
async function countBeyond<Raw extends object, Row>(
  db: Database,
  list: List<Raw, Row>,
  state: ListState,
  seen: number,
): Promise<RowCount> {
  return seen > countedRows ? { rows: countedRows, exact: false } : countRows(db, list, state, countedRows);
}

async function loadBehind<Raw extends object, Row>(
  db: Database,
  list: List<Raw, Row>,
  state: ListState,
  behind: Place,
): Promise<Part<Row>> {
  const found: (Raw & Placed)[] = await ordered(db, list, state, { behind, limit: state.size + 1 });
  const raws = found.slice(0, state.size);
  const count = await countRows(db, list, state, countedRows);
  return {
    rows: await list.read(db, raws),
    count,
    page: undefined,
    lastPage: lastPageOf(count, state.size),
    goesOnAfter: found.length > raws.length ? idOfLast(raws) : undefined,
  };
}

function lastPageOf({ rows }: RowCount, size: number): number {
  return Math.max(1, Math.ceil(rows / size));
}

function idOfLast(raws: readonly Placed[]): string {
  return String(raws.at(-1)?.list_id);
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
  const { column } = sortOf(list, state);
  const row: Placed | undefined = await keepNamed(list.from(db), list, state.after)
    .select(`${column} as list_value`, `${list.id} as list_id`)
    .first();
  return row && { value: row.list_value, id: row.list_id };
}
