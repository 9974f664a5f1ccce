import type { Knex } from 'knex';
import type { TextIndex } from '../web/lists/index.js';

/**
 * Where a part of a user name or of a person's name is looked up: every ending of either, in small letters, so that what
 * stands somewhere within a name stands at the beginning of a row.
 */
export const accountSearch: TextIndex = {
  table: 'account_search',
  owner: 'account_id',
  of: 'accounts.id',
  letters: 16,
};

/** Writes the rows of one account. Neither of its names changes afterwards. */
export async function insertSearchTexts(
  trx: Knex,
  accountId: number,
  names: readonly string[],
): Promise<void> {
  const rows = searchTexts(names).map((text) => ({ account_id: accountId, text }));
  await trx(accountSearch.table).insert(rows);
}

/** The beginning of every ending of every name, each once, without blanks behind it, which MariaDB does not compare. */
export function searchTexts(names: readonly string[]): readonly string[] {
  const texts = new Set<string>();
  for (const name of names) {
    const letters = [...name.toLowerCase()];
    for (const start of letters.keys()) {
      texts.add(
        letters
          .slice(start, start + accountSearch.letters)
          .join('')
          .trimEnd(),
      );
    }
  }
  texts.delete('');
  return [...texts];
}
