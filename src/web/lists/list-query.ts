import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { ColumnHead, Direction, ListShape } from './list.js';
import type { ListState } from './read-state.js';

/** Where a row stands in the order of a list: its value in the sorted column, and its id. */
export interface Place {
  readonly value: unknown;
  readonly id: unknown;
}

/** What every row that is read carries besides what the list selects. */
export interface Placed {
  readonly list_value: unknown;
  readonly list_id: unknown;
}

/** What of a list its rows are read by. */
export interface ListedRows extends Pick<ListShape, 'name' | 'from' | 'select' | 'id' | 'key'> {
  readonly columns: readonly Pick<ColumnHead, 'key' | 'sort' | 'unique'>[];
}

/** What of a list is asked for, however it was asked. */
export type Asked = Pick<ListState, 'sort' | 'direction' | 'conditions'>;

/** The rows that the state of a list lets through. */
export function matching(
  db: Database,
  list: ListedRows,
  state: Pick<Asked, 'conditions'>,
): Knex.QueryBuilder {
  const query = list.from(db);
  for (const narrow of state.conditions) narrow(query);
  return query;
}

/** Some of the rows in order: from a page's offset, or from behind a place. */
export interface Cut {
  readonly limit: number;
  readonly offset?: number;
  readonly behind?: Place;
}

/**
 * Reads a part of a list in order, each row with where it stands.
 *
 * Which rows they are is found first, by id and sorted column alone, so that an index answers it; the rest of these few
 * rows is read then. Asked for everything at once, MariaDB sorts the whole table; asked by an id that no index has, it
 * looks at the whole table once more.
 */
export function ordered(
  db: Database,
  list: ListedRows,
  state: Asked,
  { limit, offset = 0, behind }: Cut,
): Knex.QueryBuilder {
  const { column, isUnique } = sortOf(list, state);
  const order = state.direction === 'ascending' ? 'asc' : 'desc';
  const key = list.key?.columns ?? [list.id];
  const part = matching(db, list, state)
    .select(`${column} as list_value`, `${list.id} as list_id`)
    .select(key.map((name, place) => `${name} as list_key_${place}`))
    // The id goes the way of the column, so that one index gives both orders. MariaDB takes no unique index for two.
    .orderBy(
      isUnique
        ? [{ column, order }]
        : [
            { column, order },
            { column: list.id, order },
          ],
    )
    .limit(limit);
  if (offset > 0) part.offset(offset);
  if (behind !== undefined) keepBehind(part, list, state, behind);
  return list
    .from(db)
    .innerJoin(part.as('list_part'), (on) => {
      for (const [place, name] of key.entries()) on.on(`list_part.list_key_${place}`, name);
    })
    .select([...list.select, 'list_part.list_value', 'list_part.list_id'])
    .orderBy([
      { column: 'list_part.list_value', order },
      { column: 'list_part.list_id', order },
    ]);
}

/** Keeps the one row that an id names. */
export function keepNamed(
  query: Knex.QueryBuilder,
  { id, key }: Pick<ListedRows, 'id' | 'key'>,
  name: string,
) {
  if (key === undefined) return query.where(id, name);
  const values = key.of(name);
  for (const [place, column] of key.columns.entries()) query.where(column, values[place] ?? null);
  return query;
}

/** Keeps the rows that stand behind a place. Both databases put nulls before everything else. */
function keepBehind(query: Knex.QueryBuilder, list: ListedRows, state: Asked, place: Place): void {
  const { column, isUnique } = sortOf(list, state);
  const value = bound(place.value);
  const id = bound(place.id);
  const ascending = state.direction === 'ascending';
  const beyond = ascending ? '>' : '<';
  if (isUnique) {
    query.where(column, beyond, value);
    return;
  }
  query.where((either) => {
    either.where((same) => same.where(column, value).where(list.id, beyond, id));
    if (value !== null) either.orWhere(column, beyond, value);
    if (value === null && ascending) either.orWhereNotNull(column);
    if (value !== null && !ascending) either.orWhereNull(column);
  });
}

function bound(value: unknown): Knex.Value {
  return value as Knex.Value;
}

/** The database's column that a list is sorted by. */
export function sortOf(list: ListedRows, { sort }: Pick<Asked, 'sort'>) {
  const head = list.columns.find(({ key }) => key === sort);
  const column = head?.sort;
  if (column === undefined) throw new TypeError(`The list ${list.name} cannot be sorted by ${sort}.`);
  return { column, isUnique: head?.unique === true || column === list.id };
}

/** The other way round. */
export function reversed(direction: Direction): Direction {
  return direction === 'ascending' ? 'descending' : 'ascending';
}
