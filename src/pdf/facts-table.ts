import { keepTogether, type PdfPages, textWidth } from './open-pdf.js';
import { pageStyle } from './page-style.js';

/** One line of a table: what it is, and the value, `\n` where a line must end. */
export interface PdfFact {
  readonly label: string;
  readonly value: string;
}

/** A table of two columns, labels and values, with hairlines between its rows. A row is never split over two pages. */
export function drawFacts(pages: PdfPages, facts: readonly PdfFact[]): void {
  const table = pages.canvas.struct('Table');
  pages.root.add(table);
  for (const fact of facts) {
    const height = rowHeight(pages, fact);
    keepTogether(pages, height);
    const top = pages.canvas.y;
    const row = pages.canvas.struct('TR');
    table.add(row);
    row.add(pages.canvas.struct('TH', {}, () => drawCell(pages, fact.label, { top, ...labelCell() })));
    row.add(pages.canvas.struct('TD', {}, () => drawCell(pages, fact.value, { top, ...valueCell(pages) })));
    row.end();
    drawLine(pages, top + height);
    pages.canvas.y = top + height;
  }
  table.end();
  pages.canvas.y += 6;
}

const { size, colour, lineGap, labelWidth, margins } = pageStyle;
const padding = 3;

interface Cell {
  readonly left: number;
  readonly width: number;
  readonly colour: string;
}

function labelCell(): Cell {
  return { left: margins.left, width: labelWidth - 10, colour: colour.quiet };
}

function valueCell(pages: PdfPages): Cell {
  return { left: margins.left + labelWidth, width: textWidth(pages) - labelWidth, colour: colour.text };
}

function rowHeight(pages: PdfPages, { label, value }: PdfFact): number {
  pages.canvas.font('regular').fontSize(size.body);
  const height = (text: string, { width }: Cell) => pages.canvas.heightOfString(text, { width, lineGap });
  return Math.max(height(label, labelCell()), height(value, valueCell(pages))) + 2 * padding;
}

function drawCell(pages: PdfPages, text: string, cell: Cell & { readonly top: number }): void {
  pages.canvas.font('regular').fontSize(size.body).fillColor(cell.colour);
  pages.canvas.text(text, cell.left, cell.top + padding, { width: cell.width, lineGap });
}

function drawLine(pages: PdfPages, y: number): void {
  pages.canvas.markContent('Artifact', { type: 'Layout' });
  pages.canvas.moveTo(margins.left, y).lineTo(margins.left + textWidth(pages), y);
  pages.canvas.lineWidth(0.5).strokeColor(colour.line).stroke();
  pages.canvas.endMarkedContent();
}
