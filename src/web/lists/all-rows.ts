import type { Database } from '../../database/index.js';
import type { List } from './list.js';
import { ordered, type Place, type Placed } from './list-query.js';
import type { ListState } from './read-state.js';

/**
 * Every row that a state lets through, in its order, part by part. Each part begins behind the last row of the one
 * before, so no part costs more than the first and nothing is held open between them; a row that is changed meanwhile
 * so that it moves in the order may be missed or come twice.
 */
export async function* allRows<Raw extends object, Row>(
  db: Database,
  list: List<Raw, Row>,
  state: ListState,
): AsyncGenerator<readonly Row[]> {
  let place: Place | undefined;
  for (;;) {
    const raws: (Raw & Placed)[] = await ordered(db, list, state, {
      limit: rowsAtOnce,
      ...(place === undefined ? {} : { behind: place }),
    });
    const last = raws.at(-1);
    if (last === undefined) return;
    yield await list.read(db, raws);
    if (raws.length < rowsAtOnce) return;
    place = { value: last.list_value, id: last.list_id };
  }
}

const rowsAtOnce = 1000;
