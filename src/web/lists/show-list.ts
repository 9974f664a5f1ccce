import type { Translate } from '../../locales/index.js';
import { addressFor, queryFor, unaskedValue } from './addresses.js';
import type { ColumnHead, List, ListShape } from './list.js';
import { reversed } from './list-query.js';
import type { Part } from './load-part.js';
import { type PageLinks, pageLinks } from './page-links.js';
import { type ListState, pageSizes } from './read-state.js';
import { type ShownCell, showCell } from './show-cell.js';
import { type ShownFilter, showFilter } from './show-filter.js';

/** A list as `web/lists/list.njk` shows it; every text is in the visitor's language. */
export interface ShownList {
  readonly title: string;
  readonly filters: readonly ShownFilter[];
  /** What the form of the filters carries along: order and size. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  /** Names in the address that mean nothing here. */
  readonly ignored: readonly string[];
  readonly heads: readonly ShownHead[];
  readonly rows: readonly (readonly ShownCell[])[];
  readonly narrowed: boolean;
  /** The list without filters, in the order asked for. */
  readonly wholeHref: string;
  readonly nothingYet: string;
  readonly count: { readonly rows: number; readonly exact: boolean };
  readonly pages: PageLinks | undefined;
  readonly goesOnHref: string | undefined;
  /** Where the first page is, for those who are beyond the numbered ones. */
  readonly firstHref: string | undefined;
  readonly sizes: readonly { readonly size: number; readonly href: string; readonly current: boolean }[];
  readonly files: { readonly csv: string; readonly xlsx: string };
}

export interface ShownHead {
  readonly text: string;
  readonly kind: string;
  /** How the list is sorted by this column and the link that sorts it so, or the other way. */
  readonly sort: { readonly direction: string; readonly href: string } | undefined;
}

/** What of a list is shown. `path` is the address of its page. */
export function showList<Raw extends object, Row>(
  list: List<Raw, Row>,
  state: ListState,
  part: Part<Row>,
  { t, path }: { readonly t: Translate; readonly path: string },
): ShownList {
  const columns = list.columns.filter(({ only }) => only !== 'file');
  const { page, lastPage, goesOnAfter } = part;
  return {
    title: t(list.title),
    filters: list.filters.map((filter) => showFilter(filter, t)),
    kept: [...queryFor(list, { ...state, values: {} })].map(([name, value]) => ({ name, value })),
    ignored: state.ignored,
    heads: columns.map((column) => ({
      text: t(column.heading),
      kind: column.kind,
      sort: sortOf(column, list, state),
    })),
    rows: part.rows.map((row) => columns.map((column) => showCell(column, row, t))),
    narrowed: Object.entries(state.values).some(([name, value]) => value !== unaskedValue(list, name)),
    wholeHref: addressFor(list, { ...state, values: {} }),
    nothingYet: t(list.nothingYet),
    count: part.count,
    pages:
      page === undefined
        ? undefined
        : pageLinks(page, lastPage, (number) => addressFor(list, state, { page: number })),
    goesOnHref: goesOnAfter === undefined ? undefined : addressFor(list, state, { after: goesOnAfter }),
    firstHref: page === undefined ? addressFor(list, state) : undefined,
    sizes: pageSizes.map((size) => ({
      size,
      href: addressFor(list, state, { size }),
      current: size === state.size,
    })),
    files: { csv: fileHref(list, state, `${path}.csv`), xlsx: fileHref(list, state, `${path}.xlsx`) },
  };
}

function sortOf({ key, sort }: ColumnHead, list: ListShape, state: ListState): ShownHead['sort'] {
  if (sort === undefined) return undefined;
  const direction = state.sort === key ? state.direction : 'none';
  const next = direction === 'none' ? 'ascending' : reversed(direction);
  return { direction, href: addressFor(list, state, { sort: key, direction: next }) };
}

function fileHref(list: ListShape, state: ListState, path: string): string {
  const query = queryFor(list, state);
  query.delete('size');
  return query.size === 0 ? path : `${path}?${query}`;
}
