import type { Language } from '../../locales/index.js';
import { csvRow } from '../formats/csv/write-csv.js';
import { exampleRows } from './example-row.js';
import type { ExamKind } from './kinds.js';
import { layoutOf } from './layouts.js';

/**
 * The template to download: CSV in UTF-8 with byte order mark (so that Excel reads it rightly), a header and an example
 * row. The Chinese header is that of the form; in English the columns are named by their keys. Both are understood.
 */
export function templateCsv(kind: ExamKind, language: Language): string {
  const { columns } = layoutOf(kind);
  const header = columns.map(({ key, name }) => (language === 'en' ? key : name));
  return `\uFEFF${csvRow(header)}${csvRow(columns.map(({ key }) => exampleRows[kind][key] ?? ''))}`;
}
