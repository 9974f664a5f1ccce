import type { Form } from '../../web/index.js';
import { formLimits } from '../forms/typed.js';

/** A form as typed: the text of each field by its name. */
export type Values = Readonly<Record<string, string>>;

/** The fields of one form. */
export interface FieldNames {
  /** Fields before the rows of ranges, and after them; in the order of the page. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Begins the names of the rows: `<prefix>ranges-1`, `<prefix>forwarded-1` … */
  readonly rows: string;
}

/** One row of the ranges: as typed, and the addresses that a proxy forwards. */
export interface TypedRow {
  readonly range: string;
  readonly forwarded: string;
}

/** More than any field holds that could be right; the sentence about its length is told all the same. */
const mostCharacters = 2_000;

/** What a form sent, of the fields it has. Several ticks of one name stand together with blanks between. */
export function readValues(form: Form, names: FieldNames): Values {
  const rows = Array.from({ length: formLimits.ranges }, (_, index) => index + 1)
    .filter((row) => form.has(`${names.rows}ranges-${row}`))
    .map((row) => ({
      range: form.text(`${names.rows}ranges-${row}`),
      forwarded: form.text(`${names.rows}forwarded-${row}`),
    }));
  const texts = [...names.before, ...names.after].map((name) => [name, form.all(name).join(' ')]);
  return withRows(
    Object.fromEntries(texts.map(([name, text = '']) => [name, text.slice(0, mostCharacters)])),
    names,
    rows,
  );
}

/** The rows of ranges, at least one. */
export function rowsOf(values: Values, { rows }: Pick<FieldNames, 'rows'>): readonly TypedRow[] {
  const typed: TypedRow[] = [];
  for (let row = 1; values[`${rows}ranges-${row}`] !== undefined; row += 1) {
    typed.push({
      range: values[`${rows}ranges-${row}`] ?? '',
      forwarded: values[`${rows}forwarded-${row}`] ?? '',
    });
  }
  return typed.length === 0 ? [emptyRow] : typed;
}

/** The form with one row more, as far as there may be more. */
export function addRow(values: Values, names: FieldNames): Values {
  return withRows(values, names, [...rowsOf(values, names), emptyRow].slice(0, formLimits.ranges));
}

/** The form without row `row`, counted from 1; one always stays. */
export function removeRow(values: Values, names: FieldNames, row: number): Values {
  return withRows(
    values,
    names,
    rowsOf(values, names).filter((_, index) => index + 1 !== row),
  );
}

/** The form with these rows in the place of its own. */
export function withRows(values: Values, { before, after, rows }: FieldNames, typed: readonly TypedRow[]) {
  const others = [...before, ...after].map((name): [string, string] => [name, values[name] ?? '']);
  const kept = typed.length === 0 ? [emptyRow] : typed;
  const texts = kept.flatMap(({ range, forwarded }, index): [string, string][] => [
    [`${rows}ranges-${index + 1}`, range.slice(0, mostCharacters)],
    [`${rows}forwarded-${index + 1}`, forwarded.slice(0, mostCharacters)],
  ]);
  return Object.fromEntries([...others, ...texts]) satisfies Values;
}

/** Every field in the order of the page, for the order of what must be mended. */
export function orderOfFields({ before, after, rows }: FieldNames): readonly string[] {
  const ranges = Array.from({ length: formLimits.ranges }, (_, index) => [
    `${rows}ranges-${index + 1}`,
    `${rows}forwarded-${index + 1}`,
  ]);
  return [...before, ...ranges.flat(), ...after];
}

const emptyRow: TypedRow = { range: '', forwarded: '' };
