import { type CellKind, type CellValue, cellXml, escapeText, headCell } from './cell-xml.js';
import { type Entry, entriesXml } from './entries-xml.js';
import { styleOf } from './styles.js';

/** A column of a sheet. */
export interface SheetColumn {
  readonly heading: string;
  readonly kind: CellKind;
  /** In characters; by the kind when left out. */
  readonly width?: number;
  /** In a sheet that people fill in: all cells of the column are of its kind, also those that are still empty. */
  readonly entry?: Entry;
}

/** The rows of a sheet, part by part; each row has a value for each column. */
export type SheetParts = AsyncIterable<readonly (readonly CellValue[])[]>;

/** A sheet (ECMA-376 part 1, 18.3.1.99), made as its rows come: a head that stays in sight, then the rows. */
export async function* sheetXml(columns: readonly SheetColumn[], parts: SheetParts): AsyncGenerator<string> {
  const letters = columns.map((_, index) => columnLetters(index));
  const heads = columns.map(({ heading }, index) => headCell(`${letters[index]}1`, heading)).join('');
  yield `${sheetBegins(columns)}<row r="1">${heads}</row>`;
  let number = 1;
  for await (const rows of parts) {
    const part: string[] = [];
    for (const row of rows) {
      number += 1;
      const cells = columns.map(({ kind }, index) =>
        cellXml(`${letters[index]}${number}`, kind, row[index] ?? null),
      );
      part.push(`<row r="${number}">${cells.join('')}</row>`);
    }
    yield part.join('');
  }
  yield `</sheetData>${entriesXml(
    columns.map(({ entry }) => entry),
    letters,
  )}</worksheet>`;
}

/** A, B … Z, AA, AB … of a column counted from 0. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter;
}

/** The workbook's other parts, which name its sheets. The titles become the names of their tabs. */
export function packageParts(
  titles: readonly string[],
): readonly { readonly path: string; readonly xml: string }[] {
  const numbers = titles.map((_, index) => index + 1);
  const overrides = numbers.map(
    (number) => `<Override PartName="/xl/${partOf(number)}" ContentType="${spreadsheetType}.worksheet+xml"/>`,
  );
  const sheets = titles.map(
    (title, index) =>
      `<sheet name="${escapeText(tabName(title))}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const targets = numbers.map(
    (number) => `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="${partOf(number)}"/>`,
  );
  return [
    {
      path: '[Content_Types].xml',
      xml: `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheetType}.sheet.main+xml"/>${overrides.join('')}<Override PartName="/xl/styles.xml" ContentType="${spreadsheetType}.styles+xml"/></Types>`,
    },
    {
      path: '_rels/.rels',
      xml: `${declaration}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      path: 'xl/workbook.xml',
      xml: `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${sheets.join('')}</sheets></workbook>`,
    },
    {
      path: 'xl/_rels/workbook.xml.rels',
      xml: `${declaration}<Relationships xmlns="${packageRelations}">${targets.join('')}<Relationship Id="rId${titles.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    },
  ];
}

/** Where in the package a sheet is, counted from 1. */
export function partOf(number: number): string {
  return `worksheets/sheet${number}.xml`;
}

/** What a tab may be called. */
export function tabName(title: string): string {
  return (
    title
      .replaceAll(/[\\/?*[\]:']/g, ' ')
      .trim()
      .slice(0, 31) || 'Sheet1'
  );
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const spreadsheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function sheetBegins(columns: readonly SheetColumn[]): string {
  const widths = columns.map(
    ({ kind, width = widthOf[kind], entry }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}"${entry === undefined ? '' : ` style="${styleOf[kind]}"`} customWidth="1"/>`,
  );
  return [
    declaration,
    `<worksheet xmlns="${main}">`,
    '<sheetViews><sheetView workbookViewId="0">',
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
    '</sheetView></sheetViews>',
    `<cols>${widths.join('')}</cols><sheetData>`,
  ].join('');
}

/** Characters. */
const widthOf: Readonly<Record<CellKind, number>> = { text: 24, number: 12, date: 13, time: 20 };
