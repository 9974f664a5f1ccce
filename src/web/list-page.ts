import type { Request } from 'express';
import { queryOf } from './query.js';

/** What part of a list is asked for, in what order. */
export interface ListQuery<Sort extends string> {
  /** From 1. */
  readonly page: number;
  readonly sort: Sort;
  readonly direction: 'ascending' | 'descending';
  readonly offset: number;
  readonly limit: number;
}

export interface ListSettings<Sort extends string> {
  /** Columns that a list can be sorted by; the first is what it is sorted by unasked. */
  readonly sorts: readonly [Sort, ...Sort[]];
  readonly direction: 'ascending' | 'descending';
  readonly perPage: number;
}

/** Reads `?page=`, `?sort=` and `?direction=`. What cannot be read counts as not asked for. */
export function listQueryOf<Sort extends string>(
  request: Request,
  settings: ListSettings<Sort>,
): ListQuery<Sort> {
  const { page, sort, direction } = request.query;
  const asked = typeof page === 'string' && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1;
  return {
    page: asked,
    sort: settings.sorts.find((one) => one === sort) ?? settings.sorts[0],
    direction: direction === 'ascending' || direction === 'descending' ? direction : settings.direction,
    offset: (asked - 1) * settings.perPage,
    limit: settings.perPage,
  };
}

/** What `pagination` of `web/views/parts/list.njk` shows. */
export interface ListPages {
  readonly page: number;
  readonly last: number;
  readonly rows: number;
  readonly previous: string | undefined;
  readonly next: string | undefined;
  readonly items: readonly (PageLink | { readonly gap: true })[];
}

export interface PageLink {
  readonly number: number;
  readonly href: string;
  readonly current: boolean;
}

/** The pages of a list with `rows` entries in all: the first, the last, and those around the one shown. */
export function pagesOf(request: Request, query: ListQuery<string>, rows: number): ListPages {
  const last = Math.max(1, Math.ceil(rows / query.limit));
  const href = (page: number) => changed(request, { page: String(page) });
  const near = [1, query.page - 1, query.page, query.page + 1, last].filter(
    (page) => page >= 1 && page <= last,
  );
  const numbers = [...new Set(near)].sort((one, other) => one - other);
  return {
    page: query.page,
    last,
    rows,
    previous: query.page > 1 ? href(Math.min(query.page - 1, last)) : undefined,
    next: query.page < last ? href(query.page + 1) : undefined,
    items: numbers.flatMap((number, at) => {
      const link: PageLink = { number, href: href(number), current: number === query.page };
      return at > 0 && number - (numbers[at - 1] ?? 0) > 1 ? [{ gap: true }, link] : [link];
    }),
  };
}

/** What `sortHead` shows of a column: how the list is sorted by it, and the link that sorts it so or the other way. */
export function sortLink(request: Request, query: ListQuery<string>, sort: string) {
  const direction = query.sort === sort ? query.direction : 'none';
  const next = direction === 'ascending' ? 'descending' : 'ascending';
  return { direction, href: changed(request, { sort, direction: next, page: '1' }) } as const;
}

/** The address of this list with some of its query changed; the filter stays. */
function changed(request: Request, changes: Readonly<Record<string, string>>): string {
  const query = queryOf(request);
  for (const [name, value] of Object.entries(changes)) query.set(name, value);
  return `?${query}`;
}
