import { comparableName } from '../process/read-header.js';
import type { Column } from '../schema/column.js';
import type { Layout } from '../schema/layouts.js';
import { refusalColumn } from '../schema/refusal-column.js';
import type { ColumnMapping } from './mapping.js';

/** A header in our names, and the layout as the institution writes it. */
export interface MappedHeader {
  /** Each cell as before, or the key of the column that it is. */
  readonly texts: readonly string[];
  /** The same columns in the same order, with the institution's names and codes where the header has them. */
  readonly layout: Layout;
}

/** Reads the header of a table by an institution's mapping; what the mapping does not name stays what it is. */
export function mapHeader(layout: Layout, texts: readonly string[], mapping: ColumnMapping): MappedHeader {
  const byName = new Map(mapping.columns.map((column) => [column.comparable, column]));
  const leftOut = new Set(mapping.leftOut);
  const found = texts.map((text) => byName.get(comparableName(text)));
  const written = new Map(
    found.flatMap((column, place) => (column === undefined ? [] : [[column.key, place]])),
  );
  return {
    texts: texts.map((text, place) => {
      // A column that may stand there and is not read.
      if (leftOut.has(comparableName(text))) return refusalColumn.key;
      return found[place]?.key ?? text;
    }),
    layout: {
      ...layout,
      columns: layout.columns.map((column) => {
        const place = written.get(column.key);
        const mapped = place === undefined ? undefined : found[place];
        if (place === undefined || mapped === undefined) return column;
        const name = nameOf(column, texts[place]?.trim() ?? '');
        if (mapped.codes === null || column.type !== 'code') return { ...column, name };
        return mapped.onlyThese
          ? { ...column, name, ownSpellings: mapped.codes }
          : { ...column, name, aliases: { ...column.aliases, ...mapped.codes } };
      }),
    },
  };
}

/** Findings name a column as its file does, and say what we took it for. */
function nameOf({ name }: Column, written: string): string {
  return comparableName(written) === comparableName(name) ? name : `${written.slice(0, 40)}（${name}）`;
}
