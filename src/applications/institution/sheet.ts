import type { Form } from '../../web/index.js';
import type { Filler, Holder } from '../forms/form.js';
import { formLimits, type TypedFiller, type TypedHolder } from '../forms/typed.js';
import type { TypedRow } from '../public/values.js';

/** The texts of a form by the names of its fields, as the macros of fields take them. */
export type Values = Readonly<Record<string, string | readonly string[]>>;

/** A row of ranges that nothing was typed into. */
export const emptyRow: TypedRow = { range: '', forwarded: '' };

/** More than any field holds that could be right; the sentence about its length is told all the same. */
const mostCharacters = 2_000;

/** A field as typed. */
export function textOf(form: Form, name: string): string {
  return form.text(name).slice(0, mostCharacters);
}

/** The rows of ranges below a prefix, at least one. */
export function readRows(form: Form, prefix: string): readonly TypedRow[] {
  const rows = count(formLimits.ranges)
    .filter((row) => form.has(`${prefix}ranges-${row}`))
    .map((row) => ({
      range: textOf(form, `${prefix}ranges-${row}`),
      forwarded: textOf(form, `${prefix}forwarded-${row}`),
    }));
  return rows.length === 0 ? [emptyRow] : rows;
}

export function valuesOfRows(prefix: string, rows: readonly TypedRow[]): Values {
  return Object.fromEntries(
    rows.flatMap(({ range, forwarded }, index): [string, string][] => [
      [`${prefix}ranges-${index + 1}`, range],
      [`${prefix}forwarded-${index + 1}`, forwarded],
    ]),
  );
}

/** Without one row, counted from 1; one always stays. */
export function withoutRow(rows: readonly TypedRow[], row: number): readonly TypedRow[] {
  const others = rows.filter((_, index) => index + 1 !== row);
  return others.length === 0 ? [emptyRow] : others;
}

/** With one row more, as far as there may be more. */
export function withRow(rows: readonly TypedRow[]): readonly TypedRow[] {
  return [...rows, emptyRow].slice(0, formLimits.ranges);
}

export function readFillerFields(form: Form): TypedFiller {
  return {
    name: textOf(form, 'filler-name'),
    telephone: textOf(form, 'filler-telephone'),
    extension: textOf(form, 'filler-extension'),
    email: textOf(form, 'filler-email'),
  };
}

export function readHolderFields(form: Form): TypedHolder {
  return {
    name: textOf(form, 'holder-name'),
    telephone: textOf(form, 'holder-telephone'),
    extension: textOf(form, 'holder-extension'),
    mobile: textOf(form, 'holder-mobile'),
    email: textOf(form, 'holder-email'),
  };
}

/** The fields of a person by name: `filler-name` … or `holder-name` …. */
export function valuesOfPerson(prefix: 'filler' | 'holder', person: Filler | Holder): Values {
  return Object.fromEntries(Object.entries(person).map(([field, text]) => [`${prefix}-${field}`, text]));
}

/** 1, 2 … up to a number. */
export function count(most: number): readonly number[] {
  return Array.from({ length: most }, (_, index) => index + 1);
}
