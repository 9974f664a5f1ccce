import type { Readable } from 'node:stream';
import { type Language, type Translate, translate } from '../../locales/index.js';
import {
  type Allowed,
  type CellValue,
  columnLetters,
  type Sheet,
  type SheetColumn,
  tabName,
  writeSheets,
} from '../../xlsx/index.js';
import { type Column, codeList } from '../schema/column.js';
import { columnsOf } from '../schema/columns-of.js';
import { exampleOf } from '../schema/example-row.js';
import { hazardOperation } from '../schema/hazard-operations.js';
import { columnTable, inOnePart } from './column-table.js';
import { type ColumnQuestion, columnWords } from './column-words.js';

/**
 * The template as a workbook: the sheet to fill in, with its example row; the codes; notes on every column. Everything
 * but numbers is formatted as text, also where nothing stands yet, so that no zero is dropped and no date or grade is
 * read as another; codes are chosen from a list; numbers that are impossible cannot be entered.
 *
 * @param question `day` decides what the notes say about items that come later
 */
export function templateXlsx(question: ColumnQuestion, language: Language, createdAt: Date): Readable {
  const t: Translate = (key, params) => translate(language, key, params);
  const columns = columnsOf(question.kind, question.hazard);
  const lists = codeLists(columns);
  return writeSheets(
    [
      entrySheet(t, question, language, columns, lists),
      codeSheet(t, lists),
      { ...noteSheet(t, question), title: t('formats.template.notes') },
    ],
    createdAt,
  );
}

/** The codes of a column, and where the sheet of codes has them. */
interface CodeRows {
  readonly column: Column;
  readonly codes: readonly (readonly [code: string, label: string])[];
  readonly firstRow: number;
}

function codeLists(columns: readonly Column[]): readonly CodeRows[] {
  const lists: CodeRows[] = [];
  let firstRow = 2;
  for (const column of columns) {
    if (column.type !== 'code') continue;
    const codes = codeList(column);
    lists.push({ column, codes, firstRow });
    firstRow += codes.length;
  }
  return lists;
}

function entrySheet(
  t: Translate,
  { kind, hazard }: ColumnQuestion,
  language: Language,
  columns: readonly Column[],
  lists: readonly CodeRows[],
): Sheet {
  const example = exampleOf(kind, hazard);
  const cells = columns.map((column) => exampleCell(column, example[column.key] ?? ''));
  const operation = hazard === undefined ? undefined : hazardOperation(hazard);
  return {
    title: operation === undefined ? t(`submission.kind.${kind}`) : `${operation.code} ${operation.name}`,
    columns: columns.map((column) => entryColumn(t, column, language, lists)),
    parts: inOnePart([cells]),
  };
}

/** Labels are what the list offers. */
function exampleCell(column: Column, text: string): CellValue {
  if (text === '') return null;
  if (column.type === 'number') return Number(text);
  return column.type === 'code' ? (column.codes[text] ?? text) : text;
}

function entryColumn(
  t: Translate,
  column: Column,
  language: Language,
  lists: readonly CodeRows[],
): SheetColumn {
  const heading = language === 'en' ? column.key : column.name;
  if (column.type === 'number') {
    const { hardMin, hardMax, unit } = column;
    const params = { min: String(hardMin), max: String(hardMax), unit: unit && ` ${unit}` };
    return {
      heading,
      kind: 'number',
      width: widthOf(heading),
      entry: {
        otherwise: 'refused',
        sentence: t('formats.template.impossible', params),
        allowed: { is: 'between', least: hardMin, most: hardMax },
      },
    };
  }
  const list = lists.find((one) => one.column === column);
  return {
    heading,
    kind: 'text',
    width: widthOf(heading),
    entry: {
      // The code itself is right as well, and no item of the list.
      otherwise: 'asked',
      sentence: t('formats.template.not-listed', { name: heading }),
      allowed: list === undefined ? { is: 'anything' } : placeOf(t, list),
    },
  };
}

function placeOf(t: Translate, { codes, firstRow }: CodeRows): Allowed {
  return {
    is: 'listed',
    sheet: tabName(t('formats.template.codes')),
    letters: columnLetters(labelPlace),
    firstRow,
    lastRow: firstRow + codes.length - 1,
  };
}

/** Of the columns of the sheet of codes. */
const labelPlace = 2;

function codeSheet(t: Translate, lists: readonly CodeRows[]): Sheet {
  const rows = lists.flatMap(({ column, codes }) =>
    codes.map(([code, label]) => [column.name, code, label] as const),
  );
  return {
    title: t('formats.template.codes'),
    columns: [
      { heading: t('formats.column.name'), kind: 'text' },
      { heading: t('formats.template.code'), kind: 'text', width: 8 },
      { heading: t('formats.template.label'), kind: 'text', width: 40 },
    ],
    parts: inOnePart(rows),
  };
}

function noteSheet(t: Translate, question: ColumnQuestion): Omit<Sheet, 'title'> {
  const { columns, parts } = columnTable(t, '', columnWords(t, question));
  return {
    columns: columns.map(({ heading, kind }) => ({ heading, kind })),
    parts: cellsOf(columns, parts),
  };
}

async function* cellsOf<Row>(
  columns: readonly { readonly value: (row: Row) => CellValue }[],
  parts: AsyncIterable<readonly Row[]>,
): AsyncGenerator<readonly (readonly CellValue[])[]> {
  for await (const rows of parts) yield rows.map((row) => columns.map(({ value }) => value(row)));
}

/** Chinese characters are twice as wide. */
function widthOf(heading: string): number {
  const width = [...heading].reduce((sum, character) => sum + (character > '\u2e80' ? 2.2 : 1.1), 3);
  return Math.round(Math.max(11, width));
}
