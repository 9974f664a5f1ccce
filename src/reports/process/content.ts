import type { ExamKind } from '../schema/kinds.js';
import { layoutByNumber } from '../schema/layouts.js';

/**
 * The stored form of a record, version 1:
 *
 * byte 0: 1, the version of this form
 * byte 1: number of the layout (`schema/layouts.ts`), which says the order of the columns
 * then the values of all columns of the layout, UTF-8, with a unit separator (U+001F) between each two
 *
 * An empty value is an empty cell. No value holds a control character other than tab and line feed, so that the
 * separator is certain. Dates are `yyyy-mm-dd`, codes the code, numbers plain decimals, identifiers upper case.
 */
export const contentVersion = 1;

/** Between two values. */
export const unitSeparator = 0x1f;

export interface DecodedContent {
  readonly kind: ExamKind;
  /** By the key of each column of the layout; an empty text where nothing was given. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * The values of a stored record.
 *
 * @throws TypeError when the bytes are not in this form
 */
export function readContent(content: Buffer): DecodedContent {
  const layout = content[0] === contentVersion ? layoutByNumber(content[1] ?? 0) : undefined;
  if (layout === undefined) throw new TypeError('This is no record of a known form and layout.');
  const cells = content.toString('utf8', 2).split(String.fromCharCode(unitSeparator));
  if (cells.length !== layout.columns.length) {
    throw new TypeError(`A record of ${layout.columns.length} values is needed, not of ${cells.length}.`);
  }
  const values = Object.fromEntries(layout.columns.map(({ key }, index) => [key, cells[index] ?? '']));
  return { kind: layout.kind, values };
}
