import { csvRow } from '../../csv/index.js';
import type { Language } from '../../locales/index.js';
import { columnsOf } from './columns-of.js';
import { exampleOf } from './example-row.js';
import type { ExamKind } from './kinds.js';

/**
 * The template to download: CSV in UTF-8 with byte order mark (so that Excel reads it rightly), a header and an example
 * row. The Chinese header is that of the form; in English the columns are named by their keys. Both are understood.
 *
 * @param hazard code of a hazard operation: the columns of its exams alone
 */
export function templateCsv(kind: ExamKind, language: Language, hazard?: string): string {
  const columns = columnsOf(kind, hazard);
  const example = exampleOf(kind, hazard);
  const header = columns.map(({ key, name }) => (language === 'en' ? key : name));
  return `\uFEFF${csvRow(header)}${csvRow(columns.map(({ key }) => example[key] ?? ''))}`;
}
