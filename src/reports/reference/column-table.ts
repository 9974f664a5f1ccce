import type { Translate } from '../../locales/index.js';
import type { Table } from '../../web/exports/index.js';
import type { ColumnWords } from './column-words.js';

/** The columns as a table for a file. */
export function columnTable(t: Translate, title: string, rows: readonly ColumnWords[]): Table<ColumnWords> {
  return {
    title,
    columns: [
      { heading: t('formats.column.letter'), kind: 'text', value: ({ letter }) => letter },
      { heading: t('formats.column.name'), kind: 'text', value: ({ name }) => name },
      { heading: t('formats.column.key'), kind: 'text', value: ({ key }) => key },
      { heading: t('formats.column.name-en'), kind: 'text', value: ({ nameEn }) => nameEn },
      { heading: t('formats.column.required'), kind: 'text', value: ({ required }) => required },
      { heading: t('formats.column.content'), kind: 'text', value: ({ content }) => content },
      { heading: t('formats.column.unit'), kind: 'text', value: ({ unit }) => unit },
      { heading: t('formats.column.limits'), kind: 'text', value: ({ limits }) => limits },
      { heading: t('formats.column.usual'), kind: 'text', value: ({ usual }) => usual },
      { heading: t('formats.column.codes'), kind: 'text', value: ({ codes }) => codesText(t, codes) },
    ],
    parts: inOnePart(rows),
  };
}

/** `0 正常、1 異常` */
export function codesText(t: Translate, codes: ColumnWords['codes']): string {
  return codes
    .map(([code, label]) => (code === label ? code : `${code} ${label}`))
    .join(t('formats.between'));
}

/** All rows of a table that is held in memory. */
export async function* inOnePart<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
