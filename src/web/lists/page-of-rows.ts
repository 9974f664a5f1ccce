import type { Request } from 'express';
import { queryOf } from '../query.js';
import { type PageLinks, pageLinks } from './page-links.js';

/** A page of rows that are all in memory, with what `pagination` shows below it. */
export interface PageOfRows<Row> {
  readonly rows: readonly Row[];
  readonly pages: PageLinks & { readonly rows: number };
}

/**
 * The page of the rows that `?page=` asks for; the last when there are not so many, the first when it cannot be read.
 *
 * @param size rows on a page
 */
export function pageOfRows<Row>(request: Request, rows: readonly Row[], size: number): PageOfRows<Row> {
  const query = queryOf(request);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const asked = query.get('page') ?? '';
  const page = /^[1-9]\d{0,5}$/.test(asked) ? Math.min(last, Number(asked)) : 1;
  const hrefOf = (number: number) => {
    query.set('page', String(number));
    return `?${query}`;
  };
  return {
    rows: rows.slice((page - 1) * size, page * size),
    pages: { ...pageLinks(page, last, hrefOf), rows: rows.length },
  };
}
