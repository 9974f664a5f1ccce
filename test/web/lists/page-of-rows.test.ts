import type { Request } from 'express';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageOfRows } from '../../../src/web/lists/index.js';

const rows = Array.from({ length: 45 }, (_, at) => at);
const asked = (query: string) => ({ originalUrl: `/report?${query}` }) as Request;

it('is the page that is asked for, with links that keep the rest of the address', () => {
  const { rows: shown, pages } = pageOfRows(asked('kind=a&page=2'), rows, 20);
  expect([shown[0], shown.length]).toEqual([20, 20]);
  expect(pages).toMatchObject({
    page: 2,
    last: 3,
    rows: 45,
    previous: '?kind=a&page=1',
    next: '?kind=a&page=3',
  });
});

it('is the last beyond the end, and the first when the address cannot be read', () => {
  expect(pageOfRows(asked('page=9'), rows, 20).rows).toEqual([40, 41, 42, 43, 44]);
  expect(pageOfRows(asked('page=0'), rows, 20).pages.page).toBe(1);
  expect(pageOfRows(asked('page=1'), [], 20)).toMatchObject({ rows: [], pages: { page: 1, last: 1 } });
});

it('always shows rows, whatever is asked', () => {
  fc.assert(
    fc.property(fc.string(), (page) => {
      const { rows: shown } = pageOfRows(asked(`${new URLSearchParams({ page })}`), rows, 20);
      expect(shown.length).toBeGreaterThan(0);
    }),
  );
});
