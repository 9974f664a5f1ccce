import type { Request } from 'express';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listQueryOf, pagesOf, sortLink } from '../../src/web/index.js';

const settings = { sorts: ['time', 'number'], direction: 'descending', perPage: 20 } as const;

/** The two parts of a request that lists read. */
function asked(query: string): Request {
  const originalUrl = `/submissions?${query}`;
  return { originalUrl, query: Object.fromEntries(new URLSearchParams(query)) } as unknown as Request;
}

describe('what is asked of a list', () => {
  it('is its first page in its own order, unless said otherwise', () => {
    expect(listQueryOf(asked(''), settings)).toEqual({
      page: 1,
      sort: 'time',
      direction: 'descending',
      offset: 0,
      limit: 20,
    });
    expect(listQueryOf(asked('page=3&sort=number&direction=ascending'), settings)).toEqual({
      page: 3,
      sort: 'number',
      direction: 'ascending',
      offset: 40,
      limit: 20,
    });
  });

  it('is never anything that the list does not know', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (page, sort, direction) => {
        const read = listQueryOf(asked(`${new URLSearchParams({ page, sort, direction })}`), settings);
        expect(settings.sorts).toContain(read.sort);
        expect(['ascending', 'descending']).toContain(read.direction);
        expect(Number.isSafeInteger(read.offset) && read.offset >= 0).toBe(true);
      }),
    );
  });
});

describe('the pages of a list', () => {
  const pages = (page: number, rows: number) => {
    const request = asked(`status=accepted&page=${page}`);
    return pagesOf(request, listQueryOf(request, settings), rows);
  };

  it('are the first, the last and those around, with gaps between; the filter stays', () => {
    const { items, previous, next, last } = pages(6, 240);
    expect(items.map((item) => ('gap' in item ? '…' : item.number))).toEqual([1, '…', 5, 6, 7, '…', 12]);
    expect([previous, next, last]).toEqual(['?status=accepted&page=5', '?status=accepted&page=7', 12]);
  });

  it('is one for an empty list', () => {
    expect(pages(1, 0)).toMatchObject({ last: 1, previous: undefined, next: undefined });
  });

  it('lead back from beyond the end', () => {
    expect(pages(9, 40)).toMatchObject({ previous: '?status=accepted&page=2', next: undefined });
  });
});

describe('the head of a column', () => {
  it('sorts the other way when the list is sorted by it', () => {
    const request = asked('sort=number&direction=ascending&page=4');
    const query = listQueryOf(request, settings);
    expect(sortLink(request, query, 'number')).toEqual({
      direction: 'ascending',
      href: '?sort=number&direction=descending&page=1',
    });
    expect(sortLink(request, query, 'time')).toEqual({
      direction: 'none',
      href: '?sort=time&direction=ascending&page=1',
    });
  });
});
