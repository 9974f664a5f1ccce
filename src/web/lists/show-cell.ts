import type { Translate } from '../../locales/index.js';
import type { Column } from './list.js';

/** A cell as `web/lists/list.njk` shows it, by the kind of its column. */
export interface ShownCell {
  readonly kind: Column<never>['kind'];
  /** A text, a number, a date or a moment; null for nothing. */
  readonly value: string | number | Date | null;
  readonly href?: string | undefined;
  readonly note?: string | undefined;
  readonly look?: string | undefined;
  readonly tone?: string;
  readonly about?: string;
}

/** What a column shows of a row. */
export function showCell<Row>(column: Column<Row>, row: Row, t: Translate): ShownCell {
  const { kind } = column;
  if (kind === 'text') {
    const { value, href, note, look } = column;
    return { kind, value: value(row, t), href: href?.(row), note: note?.(row, t), look };
  }
  if (kind === 'tag') {
    return { kind, value: column.value(row, t), tone: column.tone(row), note: column.note?.(row, t) };
  }
  if (kind === 'action') {
    return { kind, value: column.value(row, t), href: column.href(row), about: column.about(row) };
  }
  return { kind, value: column.value(row) };
}
