import type { MessageParams } from '../../locales/index.js';
import type { CellText, FormCell } from '../../pdf/index.js';
import type { Filler } from '../forms/form.js';
import { type FormWords, looks } from './form-words.js';

/** Widths of the form's columns, in points; together the width between the margins. */
export const columns = { label: 82, wide: 170, narrow: 141, all: 475 } as const;

/** A shaded cell with the name of a field. */
export function labelCell(words: FormWords, key: string, width: number, params?: MessageParams): FormCell {
  return { kind: 'heading', width, texts: words.tell(key, looks.label, params) };
}

/** A cell with what was filled in, one text below the other. */
export function valueCell(width: number, ...values: readonly (string | CellText)[]): FormCell {
  const texts = values.map((value) =>
    typeof value === 'string' ? { text: value, look: looks.value } : value,
  );
  return { kind: 'value', width, texts };
}

/** `02-1111-1111 #001` */
export function telephoneOf(
  words: FormWords,
  { telephone, extension }: Pick<Filler, 'telephone' | 'extension'>,
): string {
  return words.say('formPdf.telephone', { telephone, extension: extension === '' ? 'none' : extension });
}

/** One field across the whole table. */
export function fullRow(words: FormWords, key: string, value: string): readonly FormCell[] {
  return [labelCell(words, key, columns.label), valueCell(columns.all - columns.label, value)];
}

/** Two fields side by side. */
export function pairRow(
  words: FormWords,
  left: readonly [key: string, value: string],
  right: readonly [key: string, value: string],
): readonly FormCell[] {
  return [
    labelCell(words, left[0], columns.label),
    valueCell(columns.wide, left[1]),
    labelCell(words, right[0], columns.label),
    valueCell(columns.narrow, right[1]),
  ];
}

/** Cuts what may be long into rows that a page holds: some twelve texts of three lines each. */
export function inRows<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const rows: Item[][] = [];
  for (let from = 0; from < items.length; from += mostInRow) rows.push(items.slice(from, from + mostInRow));
  return rows;
}

const mostInRow = 12;
