import type { Language } from '../../locales/index.js';
import type { DecodedContent } from '../process/content.js';
import { layoutOf } from '../schema/layouts.js';
import { nameOf, type ShowPersonal, showValue } from '../search/describe-record.js';

/** A field that two versions of a record have differently; empty where a version has nothing. */
export interface FieldDifference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** The fields in which two versions differ, in the order of the layout. */
export function compareRecords(
  before: DecodedContent,
  after: DecodedContent,
  language: Language,
  show: ShowPersonal,
): readonly FieldDifference[] {
  return layoutOf(after.kind)
    .columns.filter(({ key }) => (before.values[key] ?? '') !== (after.values[key] ?? ''))
    .map((column) => {
      const text = ({ values }: DecodedContent) => {
        const value = values[column.key] ?? '';
        if (value === '') return '';
        return column.personal === undefined ? showValue(column, value) : show(value, column);
      };
      return { name: nameOf(column, language), before: text(before), after: text(after) };
    });
}
