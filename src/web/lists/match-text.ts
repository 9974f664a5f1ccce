import type { Knex } from 'knex';
import type { Match, TextFilter, TextIndex } from './list.js';

/** Keeps the rows of which any of the columns matches, or those that the filter itself finds. */
export function matchText(
  query: Knex.QueryBuilder,
  filter: Pick<TextFilter, 'in' | 'index'>,
  text: string,
): void {
  const matches = filter.in;
  if (typeof matches === 'function') {
    matches(query, text);
    return;
  }
  query.where((either) => {
    for (const match of matches) addMatch(either, match, text);
  });
  if (filter.index !== undefined) keepIndexed(query, filter.index, text);
}

/** The index says which rows may hold the text; the columns say which do. */
function keepIndexed(
  query: Knex.QueryBuilder,
  { table, owner, of, letters }: TextIndex,
  typed: string,
): void {
  const beginning = [...typed.toLowerCase()].slice(0, letters).join('').trimEnd();
  query.whereIn(of, (found) =>
    found
      .from(table)
      .select(owner)
      .whereRaw("?? LIKE ? ESCAPE '!'", ['text', `${escapeLike(beginning)}%`]),
  );
}

function addMatch(either: Knex.QueryBuilder, { column, how, letters }: Match, typed: string): void {
  const text =
    letters === undefined ? typed : letters === 'lower' ? typed.toLowerCase() : typed.toUpperCase();
  if (how === 'is') either.orWhere(column, text);
  // The index of a column ends a LIKE that begins with letters; `!` takes its meaning from `%` and `_`.
  else if (how === 'starts') either.orWhereRaw("?? LIKE ? ESCAPE '!'", [column, `${escapeLike(text)}%`]);
  // INSTR knows no wildcards.
  else either.orWhereRaw('INSTR(LOWER(??), ?) > 0', [column, typed.toLowerCase()]);
}

function escapeLike(text: string): string {
  return text.replaceAll(/[!%_]/g, '!$&');
}
