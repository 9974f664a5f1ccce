import type { Request } from 'express';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressFor } from '../../../src/web/lists/addresses.js';
import { dayBegins, dayEnds, isDay } from '../../../src/web/lists/days.js';
import { pageLinks } from '../../../src/web/lists/index.js';
import { readState } from '../../../src/web/lists/read-state.js';
import { parcelList } from './parcels.js';

const list = parcelList();

function stateOf(query: string | URLSearchParams) {
  return readState({ originalUrl: `/parcels?${query}` } as Request, list);
}

describe('the address of a list', () => {
  it('asks for the first page in the list’s own order, unless it says otherwise', () => {
    expect(stateOf('')).toMatchObject({
      page: 1,
      after: undefined,
      size: 20,
      sort: 'sent',
      direction: 'descending',
      values: { q: '', state: 'all', 'sent-from': '', 'sent-to': '' },
      conditions: [],
      problems: [],
      ignored: [],
    });
    const asked = stateOf('page=3&size=50&sort=weight&direction=ascending&q=%20P0%20&state=lost');
    expect(asked).toMatchObject({ page: 3, size: 50, sort: 'weight', direction: 'ascending' });
    expect(asked.values).toMatchObject({ q: 'P0', state: 'lost' });
    expect(asked.conditions).toHaveLength(2);
  });

  it.each([
    ['page=0', 'page'],
    ['page=1e3', 'page'],
    ['page=1&page=2', 'page'],
    ['after=-1', 'after'],
    ['size=1000', 'size'],
    ['sort=owner', 'sort'],
    ['sort=constructor', 'sort'],
    ['direction=up', 'direction'],
    ['state=__proto__', 'state'],
    ['state=sent&state=lost', 'state'],
  ])('with %s is read without it, and says so', (query, name) => {
    const { ignored, ...rest } = stateOf(query);
    const { ignored: none, ...plain } = stateOf('');
    expect([ignored, none]).toEqual([[name], []]);
    expect(rest).toEqual(plain);
  });

  it('passes over names that are not the list’s, and fields that were left empty', () => {
    expect(stateOf('done=unbound&utm=1&page=&state=&sort=').ignored).toEqual([]);
  });

  it('has a sentence for each field that must be mended, and does not search by it', () => {
    const bad = stateOf(
      new URLSearchParams({ q: 'x'.repeat(101), 'sent-from': '2026-02-29', 'sent-to': '11/22' }),
    );
    expect(bad.problems).toEqual([
      { field: 'q', code: 'ERR_LIST_TEXT_LONG', params: { most: 100 } },
      { field: 'sent-from', code: 'ERR_LIST_DATE' },
      { field: 'sent-to', code: 'ERR_LIST_DATE' },
    ]);
    expect(bad.conditions).toEqual([]);
    expect(bad.values).toMatchObject({ 'sent-from': '2026-02-29', 'sent-to': '11/22' });
    expect(stateOf('sent-from=2026-02-02&sent-to=2026-02-01').problems).toEqual([
      { field: 'sent-to', code: 'ERR_LIST_DATES_ORDER' },
    ]);
  });

  it('is read whatever it holds, and what it leads to is read as the same', () => {
    const names = ['page', 'after', 'size', 'sort', 'direction', 'q', 'state', 'sent-from', 'sent-to', 'x'];
    const pairs = fc.array(fc.tuple(fc.constantFrom(...names), fc.string({ unit: 'grapheme' })));
    const likely = fc.array(
      fc.tuple(
        fc.constantFrom(...names),
        fc.constantFrom('1', '50', 'weight', 'ascending', 'lost', '2026-01-31'),
      ),
    );
    fc.assert(
      fc.property(fc.oneof(pairs, likely), (query) => {
        const state = stateOf(new URLSearchParams(query));
        expect(Number.isSafeInteger(state.page) && state.page >= 1).toBe(true);
        expect([20, 50, 100]).toContain(state.size);
        expect(['number', 'weight', 'sent']).toContain(state.sort);
        const { values, size, sort, direction, ignored } = stateOf(
          addressFor(list, state, { page: state.page }).slice(1),
        );
        expect({ size, sort, direction }).toEqual({
          size: state.size,
          sort: state.sort,
          direction: state.direction,
        });
        expect(ignored).toEqual([]);
        // Blanks at the ends of what was cut off are dropped once more.
        expect(values.state).toBe(state.values.state);
      }),
    );
  });

  it('carries only what differs from the list’s own way', () => {
    const state = stateOf('q=P0&state=all&size=20&sort=sent&direction=ascending&page=4&x=1');
    expect(addressFor(list, state)).toBe('?q=P0&direction=ascending');
    expect(addressFor(list, state, { page: 2, size: 50 })).toBe('?q=P0&direction=ascending&size=50&page=2');
    expect(addressFor(list, stateOf(''))).toBe('?');
  });
});

describe('a day in Taiwan', () => {
  it('begins and ends at midnight there', () => {
    expect(dayBegins('2026-03-01', 'time')).toBe('2026-02-28T16:00:00.000Z');
    expect(dayEnds('2026-02-28', 'time')).toBe('2026-02-28T16:00:00.000Z');
    expect([dayBegins('2026-12-31', 'date'), dayEnds('2026-12-31', 'date')]).toEqual([
      '2026-12-31',
      '2027-01-01',
    ]);
  });

  it('is one that the calendar has', () => {
    expect(['2024-02-29', '1900-01-01', '2999-12-31'].filter(isDay)).toHaveLength(3);
    expect(['2026-02-29', '2026-04-31', '0026-01-01', '2026-1-1', '3000-01-01', ''].filter(isDay)).toEqual(
      [],
    );
  });
});

describe('numbered pages', () => {
  it('are the first, the last and those around, with gaps between', () => {
    const { items, previous, next } = pageLinks(6, 12, (page) => `?page=${page}`);
    expect(items.map((item) => ('gap' in item ? '…' : item.number))).toEqual([1, '…', 5, 6, 7, '…', 12]);
    expect([previous, next]).toEqual(['?page=5', '?page=7']);
  });

  it('are one for an empty list', () => {
    expect(pageLinks(1, 1, String)).toMatchObject({ previous: undefined, next: undefined });
  });
});
