import { drawLines, layOutText, type TextLines, type TextLook } from './draw-text.js';
import { keepTogether, type PdfPages } from './open-pdf.js';
import { pageStyle } from './page-style.js';
import { rowHeading } from './structure-options.js';

/** A stretch of text in a cell, one below the other. */
export interface CellText {
  readonly text: string;
  readonly look: TextLook;
  /** A box before it. */
  readonly box?: 'ticked' | 'empty';
  /** Points from the cell's left edge. */
  readonly indent?: number;
}

/** A cell of a form: a heading (shaded) or a value. */
export interface FormCell {
  readonly kind: 'heading' | 'value';
  /** Points. */
  readonly width: number;
  readonly texts: readonly CellText[];
}

/** A row of cells; `group` is a heading that spans all rows of its group. */
export interface FormGroup {
  readonly heading: FormCell | undefined;
  readonly rows: readonly (readonly FormCell[])[];
}

/**
 * A ruled table as printed forms have it. A group of rows is kept on one page; a longer one goes on at the next page, row by
 * row, so no row may be higher than a page.
 */
export function drawFormTable(pages: PdfPages, groups: readonly FormGroup[]): void {
  const table = pages.canvas.struct('Table');
  pages.root.add(table);
  for (const group of groups) drawGroup(pages, table, layOutGroup(pages, group));
  table.end();
}

const { margins, colour } = pageStyle;
const padding = 3;
const boxWidth = 15;

interface LaidCell {
  readonly cell: FormCell;
  readonly parts: readonly { readonly text: CellText; readonly lines: TextLines }[];
  readonly height: number;
}

interface LaidRow {
  readonly cells: readonly LaidCell[];
  readonly height: number;
}

interface LaidGroup {
  readonly heading: LaidCell | undefined;
  readonly rows: readonly LaidRow[];
  readonly height: number;
}

type Element = ReturnType<PDFKit.PDFDocument['struct']>;

function layOutGroup(pages: PdfPages, { heading, rows }: FormGroup): LaidGroup {
  const laid = rows.map((cells): LaidRow => {
    const laidCells = cells.map((cell) => layOutCell(pages, cell));
    return { cells: laidCells, height: Math.max(...laidCells.map(({ height }) => height)) };
  });
  return {
    heading: heading === undefined ? undefined : layOutCell(pages, heading),
    rows: laid,
    height: heightOf(laid),
  };
}

function layOutCell(pages: PdfPages, cell: FormCell): LaidCell {
  const parts = cell.texts.map((text) => {
    const width = cell.width - 2 * padding - leftOf(text);
    return { text, lines: layOutText(pages, text.text, width, text.look) };
  });
  const height = parts.reduce((sum, { lines }) => sum + lines.height, 2 * padding);
  return { cell, parts, height };
}

function leftOf({ box, indent }: CellText): number {
  return (indent ?? 0) + (box === undefined ? 0 : boxWidth);
}

function drawGroup(pages: PdfPages, table: Element, group: LaidGroup): void {
  keepTogether(pages, Math.min(group.height, pageHeight(pages)));
  for (const rows of splitOverPages(pages, group.rows)) {
    keepTogether(pages, heightOf(rows));
    drawRows(pages, table, group.heading, rows);
  }
}

/** The rows of a group by pages; each page's part has the heading again. */
function splitOverPages(pages: PdfPages, rows: readonly LaidRow[]): readonly (readonly LaidRow[])[] {
  const parts: LaidRow[][] = [[]];
  for (const row of rows) {
    const part = parts.at(-1) ?? [];
    if (part.length > 0 && heightOf([...part, row]) > pageHeight(pages)) parts.push([row]);
    else part.push(row);
  }
  return parts;
}

function pageHeight({ canvas }: PdfPages): number {
  return canvas.page.maxY() - canvas.page.margins.top;
}

function heightOf(rows: readonly LaidRow[]): number {
  return rows.reduce((sum, { height }) => sum + height, 0);
}

function drawRows(
  pages: PdfPages,
  table: Element,
  heading: LaidCell | undefined,
  rows: readonly LaidRow[],
): void {
  const left = margins.left + (heading?.cell.width ?? 0);
  let top = pages.canvas.y;
  for (const [index, row] of rows.entries()) {
    const element = pages.canvas.struct('TR');
    table.add(element);
    if (index === 0 && heading !== undefined) {
      drawCell(pages, element, heading, { left: margins.left, top, height: heightOf(rows) });
    }
    let x = left;
    for (const laid of row.cells) {
      drawCell(pages, element, laid, { left: x, top, height: row.height });
      x += laid.cell.width;
    }
    element.end();
    top += row.height;
  }
  pages.canvas.y = top;
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly height: number;
}

function drawCell(pages: PdfPages, row: Element, { cell, parts }: LaidCell, place: Place): void {
  ruleCell(pages, cell, place);
  const draw = () => {
    let top = place.top + padding;
    for (const { text, lines } of parts) {
      const left = place.left + padding;
      if (text.box !== undefined)
        drawBox(pages, text.box, text.look, { left: left + (text.indent ?? 0), top });
      drawLines(pages, lines, { left: left + leftOf(text), top });
      top += lines.height;
    }
  };
  const element =
    cell.kind === 'heading'
      ? pages.canvas.struct('TH', rowHeading, draw)
      : pages.canvas.struct('TD', {}, draw);
  row.add(element);
}

/** ■ and □ are how printed forms of Taiwan are ticked, and they stay so when the text is copied. */
function drawBox(
  pages: PdfPages,
  box: 'ticked' | 'empty',
  look: TextLook,
  place: { readonly left: number; readonly top: number },
): void {
  drawLines(pages, { look, lines: [box === 'ticked' ? '■' : '□'], height: 0 }, place);
}

/** Border and shade, which a screen reader passes over. */
function ruleCell({ canvas }: PdfPages, { kind, width }: FormCell, { left, top, height }: Place): void {
  canvas.markContent('Artifact', { type: 'Layout' });
  canvas.rect(left, top, width, height).lineWidth(0.75).strokeColor(colour.rule);
  if (kind === 'heading') canvas.fillColor(colour.shade).fillAndStroke();
  else canvas.stroke();
  canvas.endMarkedContent();
}
