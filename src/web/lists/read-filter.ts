import type { Knex } from 'knex';
import type { FieldProblem } from '../../problems/index.js';
import { dayBegins, dayEnds, isDay } from './days.js';
import type { ChoiceFilter, DatesFilter, Filter, TextFilter } from './list.js';
import { matchText } from './match-text.js';
import type { TakeValue } from './read-state.js';

/** Narrows a query. */
export type Condition = (query: Knex.QueryBuilder) => void;

/** What the address says of one filter. */
export interface ReadFilter {
  /** Field names with what they hold. */
  readonly values: readonly (readonly [string, string])[];
  readonly conditions: readonly Condition[];
  readonly problems: readonly FieldProblem[];
}

/** Reads the fields of one filter. What must be mended narrows nothing. */
export function readFilter(filter: Filter, take: TakeValue): ReadFilter {
  if (filter.kind === 'text') return readText(filter, take);
  return filter.kind === 'choice' ? readChoice(filter, take) : readDates(filter, take);
}

/** What stands for every value of a choice. */
export const all = 'all';

const longestText = 100;

function readText(filter: TextFilter, take: TakeValue): ReadFilter {
  const { key } = filter;
  const typed = take(key, (text) => text.trim(), '');
  const values = [[key, typed.slice(0, 2 * longestText)]] as const;
  if (typed === '') return { values, conditions: [], problems: [] };
  const wrong = checkText(filter, typed);
  if (wrong !== undefined) return { values, conditions: [], problems: [{ field: key, ...wrong }] };
  return { values, conditions: [(query) => matchText(query, filter, typed)], problems: [] };
}

function checkText({ check }: TextFilter, text: string): Omit<FieldProblem, 'field'> | undefined {
  if ([...text].length > longestText) return { code: 'ERR_LIST_TEXT_LONG', params: { most: longestText } };
  return check?.(text);
}

function readChoice({ key, column, options, unasked = all }: ChoiceFilter, take: TakeValue): ReadFilter {
  const known = [all, ...options.map(({ value }) => value)];
  const value = take(key, (text) => known.find((one) => one === text), unasked);
  const narrow: Condition = (query) =>
    typeof column === 'string' ? query.where(column, value) : column(query, value);
  return { values: [[key, value]], conditions: value === all ? [] : [narrow], problems: [] };
}

function readDates({ key, column, holds }: DatesFilter, take: TakeValue): ReadFilter {
  const fields = { from: `${key}-from`, to: `${key}-to` };
  const typed = { from: takeDay(fields.from, take), to: takeDay(fields.to, take) };
  const values = [
    [fields.from, typed.from],
    [fields.to, typed.to],
  ] as const;
  const problems = (['from', 'to'] as const)
    .filter((end) => typed[end] !== '' && !isDay(typed[end]))
    .map((end): FieldProblem => ({ field: fields[end], code: 'ERR_LIST_DATE' }));
  if (problems.length > 0) return { values, conditions: [], problems };
  const { from, to } = typed;
  if (from !== '' && to !== '' && from > to) {
    return { values, conditions: [], problems: [{ field: fields.to, code: 'ERR_LIST_DATES_ORDER' }] };
  }
  const conditions: Condition[] = [];
  if (from !== '') conditions.push((query) => query.where(column, '>=', dayBegins(from, holds)));
  if (to !== '') conditions.push((query) => query.where(column, '<', dayEnds(to, holds)));
  return { values, conditions, problems: [] };
}

function takeDay(field: string, take: TakeValue): string {
  return take(field, (text) => text.trim().slice(0, 20), '');
}
