import type { Column } from '../../schema/column.js';
import { readCode } from './code.js';
import { readDate } from './date.js';
import { type IdentifierContext, readIdentifier } from './identifier.js';
import { readImageName } from './image-name.js';
import { readNumber } from './number.js';
import type { CellReading } from './reading.js';
import { readText } from './text.js';

export type { IdentifierContext } from './identifier.js';
export type { CellNote, CellReading } from './reading.js';

/**
 * What a cell says, by the rules of its column. This is the definition for every format; the quick path for CSV
 * (`process/quick-cells.ts`) answers the same where it answers at all.
 *
 * @param raw the cell's whole text
 * @returns numbers for number (the value) and date columns (the day number), the stored text for others
 */
export function readCell(
  raw: string,
  column: Column,
  context: IdentifierContext,
): CellReading<string | number> {
  switch (column.type) {
    case 'number':
      return readNumber(raw, column);
    case 'date':
      return readDate(raw);
    case 'code':
      return readCode(raw, column);
    case 'identifier':
      return readIdentifier(raw, column, context);
    case 'text':
      return readText(raw, column);
    case 'image':
      return readImageName(raw, column);
  }
}
