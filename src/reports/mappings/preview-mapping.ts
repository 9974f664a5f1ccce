import type { ExamKind } from '../schema/kinds.js';
import { layoutOf } from '../schema/layouts.js';
import type { ColumnMapping } from './mapping.js';

/** A line of the preview: what a column of the institution is read as. */
export interface PreviewLine {
  readonly ownName: string;
  readonly key: string;
  readonly name: string;
  /** Own value and our code with its label; empty where the column is written with our codes. */
  readonly codes: readonly { readonly own: string; readonly code: string; readonly label: string }[];
  readonly onlyThese: boolean;
}

/** A mapping in words, in the order of the template. */
export function previewMapping(kind: ExamKind, { columns }: ColumnMapping): readonly PreviewLine[] {
  return layoutOf(kind).columns.flatMap((column) =>
    columns
      .filter(({ key }) => key === column.key)
      .map(({ ownName, key, codes, onlyThese }) => ({
        ownName,
        key,
        name: column.name,
        codes: Object.entries(codes ?? {}).map(([own, code]) => ({
          own,
          code,
          label: column.type === 'code' ? (column.codes[code] ?? code) : code,
        })),
        onlyThese,
      })),
  );
}
