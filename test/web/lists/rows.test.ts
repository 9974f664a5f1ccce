import type { Request } from 'express';
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../src/database/index.js';
import { allRows } from '../../../src/web/lists/all-rows.js';
import { loadPart } from '../../../src/web/lists/load-part.js';
import { readState } from '../../../src/web/lists/read-state.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { fillParcels, type ParcelRow, parcelList } from './parcels.js';

const total = 2345;

describeOnEachDatabase('the rows of a list', (open) => {
  let db: Database;

  beforeAll(async () => {
    ({ db } = await open());
    await fillParcels(db, total);
  });

  const list = parcelList();
  const stateOf = (query: string) => readState({ originalUrl: `/parcels?${query}` } as Request, list);
  const load = (query: string) => loadPart(db, list, stateOf(query));
  const idsOf = (rows: readonly ParcelRow[]) => rows.map(({ id }) => id);
  const allIds = async (query: string) => {
    const ids: number[] = [];
    for await (const rows of allRows(db, list, stateOf(query))) ids.push(...idsOf(rows));
    return ids;
  };

  it('come a page at a time, newest first, those alike in the order of their ids', async () => {
    const first = await load('');
    expect(idsOf(first.rows).slice(0, 4)).toEqual([2345, 2344, 2343, 2342]);
    expect(first).toMatchObject({ count: { rows: 1000, exact: false }, page: 1, lastPage: 50 });
    expect(idsOf((await load('page=2')).rows)[0]).toBe(2325);
    expect(idsOf((await load('direction=ascending')).rows).slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('beyond the end are the last page’s', async () => {
    const last = await load('q=P00000&page=9');
    expect(last).toMatchObject({ count: { rows: 9, exact: true }, page: 1, lastPage: 1 });
    expect(last.goesOnAfter).toBeUndefined();
  });

  it('go on behind the numbered pages, from row to row, until there are no more', async () => {
    const last = await load('size=100&page=10');
    expect(last.goesOnAfter).toBe('1346');
    const seen: number[] = idsOf(last.rows);
    let after = last.goesOnAfter;
    while (after !== undefined) {
      const part = await load(`size=100&after=${after}`);
      expect(part.page).toBeUndefined();
      seen.push(...idsOf(part.rows));
      after = part.goesOnAfter;
    }
    expect(seen).toEqual(Array.from({ length: 1445 }, (_, at) => 1445 - at));
  });

  it('begin at the first page again when the row to go on after is not in the list', async () => {
    expect((await load('after=999999')).page).toBe(1);
    const others = parcelList('nobody');
    const state = readState({ originalUrl: '/parcels?after=5' } as Request, others);
    expect(await loadPart(db, others, state)).toMatchObject({
      rows: [],
      count: { rows: 0, exact: true },
      page: 1,
    });
  });

  it('are narrowed by every filter together', async () => {
    const counts = async (query: string) => (await load(query)).count.rows;
    expect(await counts('q=p00001')).toBe(10);
    expect(await counts('q=%E6%80%A1&state=lost&sent-to=2026-01-01')).toBe(10);
    expect(await counts('sent-from=2026-01-02&sent-to=2026-01-02')).toBe(48);
    expect(await counts('q=%25')).toBe(0);
    expect(await counts('q=P_0000')).toBe(0);
    expect(await counts('q=!')).toBe(0);
    expect(await counts(`q=${encodeURIComponent("'; DROP TABLE parcels; --")}`)).toBe(0);
  });

  it.each(['sort=sent', 'sort=weight', 'sort=number'])(
    'all come once, in the same order as a single query gives, by %s either way',
    async (sort) => {
      const columns = { sent: 'sent_at', weight: 'weight', number: 'number' } as const;
      const column = columns[sort.slice(5) as keyof typeof columns];
      for (const [direction, order] of [
        ['ascending', 'asc'],
        ['descending', 'desc'],
      ] as const) {
        const rows: ParcelRow[] = await db('parcels').orderBy([
          { column, order },
          { column: 'id', order },
        ]);
        expect(await allIds(`${sort}&direction=${direction}`)).toEqual(idsOf(rows));
      }
    },
  );
});
