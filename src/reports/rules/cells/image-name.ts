import type { ImageColumn } from '../../schema/column.js';
import { cleanCell } from './clean.js';
import { type CellReading, value, wrong } from './reading.js';
import { countCharacters } from './text.js';

/** The name of a JPG file, without a folder. */
export function readImageName(raw: string, column: ImageColumn): CellReading<string> {
  const clean = cleanCell(raw);
  if (clean.is !== 'clean') return clean;
  const { text, notes } = clean;
  if (text === '') return { is: 'empty', notes };
  const length = countCharacters(text);
  if (length > column.maxLength) return wrong('RPT_TOO_LONG', { length, limit: column.maxLength });
  return imageName.test(text) ? value(text, text, notes) : wrong('RPT_IMAGE_NAME');
}

const imageName = /^[^\\/:*?"<>|]+\.jpe?g$/i;
