import type { Request } from 'express';
import type { FieldProblem } from '../../problems/index.js';
import { queryOf } from '../query.js';
import type { Direction, ListShape } from './list.js';
import { type Condition, readFilter } from './read-filter.js';

/** What of a list an address asks for. */
export interface ListState {
  /** From 1. */
  readonly page: number;
  /** The id of the row after which to go on, for what lies beyond the numbered pages. */
  readonly after: string | undefined;
  readonly size: number;
  /** Key of the column that the list is sorted by. */
  readonly sort: string;
  readonly direction: Direction;
  /** What the fields of the filters hold, by field name, as it was typed. */
  readonly values: Readonly<Record<string, string>>;
  /** What narrows the rows, one for each filter in use. */
  readonly conditions: readonly Condition[];
  /** What of the filters must be mended before it counts. */
  readonly problems: readonly FieldProblem[];
  /** Names in the address whose value means nothing here; the list's own way stands in for them. */
  readonly ignored: readonly string[];
}

/** Rows on a page; the first is what a list has unasked. */
export const pageSizes = [20, 50, 100] as const;

/** Reads the state of a list from the address. Names that the list does not know are passed over. */
export function readState(request: Request, list: ListShape): ListState {
  const query = queryOf(request);
  const ignored: string[] = [];
  function take<T>(name: string, read: (text: string) => T | undefined, otherwise: T): T {
    const texts = query.getAll(name).filter((text) => text !== '');
    const [text] = texts;
    if (text === undefined) return otherwise;
    const value = texts.length === 1 ? read(text) : undefined;
    if (value === undefined) ignored.push(name);
    return value ?? otherwise;
  }
  const filters = list.filters.map((filter) => readFilter(filter, take));
  return {
    page: take('page', readCount, 1),
    after: take<string | undefined>('after', readId, undefined),
    size: take<number>('size', (text) => pageSizes.find((size) => String(size) === text), pageSizes[0]),
    sort: take('sort', (text) => sortKeys(list).find((key) => key === text), list.order.by),
    direction: take('direction', readDirection, list.order.direction),
    values: Object.fromEntries(filters.flatMap(({ values }) => values)),
    conditions: filters.flatMap(({ conditions }) => conditions),
    problems: filters.flatMap(({ problems }) => problems),
    ignored,
  };
}

/** Takes the one value that the address has for a name; the last where it has none or none that can be read. */
export type TakeValue = <T>(name: string, read: (text: string) => T | undefined, otherwise: T) => T;

function sortKeys({ columns }: ListShape): readonly string[] {
  return columns.filter(({ sort }) => sort !== undefined).map(({ key }) => key);
}

function readCount(text: string): number | undefined {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}

function readId(text: string): string | undefined {
  return /^[1-9]\d{0,17}$/.test(text) ? text : undefined;
}

function readDirection(text: string): Direction | undefined {
  return text === 'ascending' || text === 'descending' ? text : undefined;
}
