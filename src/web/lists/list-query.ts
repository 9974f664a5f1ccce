import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { Direction, ListShape } from './list.js';
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

/** The rows that the state of a list lets through. */
export function matching(db: Database, list: ListShape, state: ListState): Knex.QueryBuilder {
  const query = list.from(db);
  for (const narrow of state.conditions) narrow(query);
  return query;
}

/** The same in order, with where each stands. */
export function ordered(db: Database, list: ListShape, state: ListState): Knex.QueryBuilder {
  const column = sortColumn(list, state);
  const order = state.direction === 'ascending' ? 'asc' : 'desc';
  // The id goes the way of the column, so that one index gives both orders.
  return matching(db, list, state)
    .select([...list.select, `${column} as list_value`, `${list.id} as list_id`])
    .orderBy(
      column === list.id
        ? [{ column, order }]
        : [
            { column, order },
            { column: list.id, order },
          ],
    );
}

/** Keeps the rows that stand behind a place. Both databases put nulls before everything else. */
export function behind(query: Knex.QueryBuilder, list: ListShape, state: ListState, place: Place): void {
  const column = sortColumn(list, state);
  const value = bound(place.value);
  const id = bound(place.id);
  const ascending = state.direction === 'ascending';
  const beyond = ascending ? '>' : '<';
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
export function sortColumn(list: ListShape, { sort }: Pick<ListState, 'sort'>): string {
  const column = list.columns.find(({ key }) => key === sort)?.sort;
  if (column === undefined) throw new TypeError(`The list ${list.name} cannot be sorted by ${sort}.`);
  return column;
}

/** The other way round. */
export function reversed(direction: Direction): Direction {
  return direction === 'ascending' ? 'descending' : 'ascending';
}
