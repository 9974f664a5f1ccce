import type { Knex } from 'knex';
import type { Match } from './list.js';

/** Keeps the rows of which any of the columns matches. */
export function matchText(query: Knex.QueryBuilder, matches: readonly Match[], text: string): void {
  query.where((either) => {
    for (const match of matches) addMatch(either, match, text);
  });
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
