import type { ListShape } from './list.js';
import { type ListState, pageSizes } from './read-state.js';

/** What of an address changes; what is left out of `page` and `after` begins at the first page. */
export type Change = Partial<Pick<ListState, 'page' | 'after' | 'size' | 'sort' | 'direction'>>;

/** The query of a list's state with some of it changed. What the list does anyhow is not written. */
export function queryFor(list: ListShape, state: ListState, change: Change = {}): URLSearchParams {
  const { size, sort, direction } = { ...state, ...change };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(state.values)) {
    if (value !== unaskedValue(list, name)) query.set(name, value);
  }
  if (sort !== list.order.by) query.set('sort', sort);
  if (direction !== list.order.direction) query.set('direction', direction);
  if (size !== pageSizes[0]) query.set('size', String(size));
  if (change.after !== undefined) query.set('after', change.after);
  if (change.page !== undefined && change.page > 1) query.set('page', String(change.page));
  return query;
}

/** A link within the list. */
export function addressFor(list: ListShape, state: ListState, change: Change = {}): string {
  // An empty query still has its question mark: without it the link would keep the one the page has.
  return `?${queryFor(list, state, change)}`;
}

/** What a field holds while nothing is asked. */
export function unaskedValue({ filters }: ListShape, name: string): string {
  const filter = filters.find(({ key }) => key === name);
  return filter?.kind === 'choice' ? (filter.unasked ?? 'all') : '';
}
