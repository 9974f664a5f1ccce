import { drawLines, layOutText, type TextLines } from './draw-text.js';
import { keepTogether, type PdfPages, textWidth } from './open-pdf.js';
import { pageStyle } from './page-style.js';
import { rowHeading } from './structure-options.js';

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
    const label = layOut(pages, fact.label, labelCell());
    const value = layOut(pages, fact.value, valueCell(pages));
    const height = Math.max(label.height, value.height) + 2 * padding;
    keepTogether(pages, height);
    const top = pages.canvas.y + padding;
    const row = pages.canvas.struct('TR');
    table.add(row);
    row.add(pages.canvas.struct('TH', rowHeading, () => drawLines(pages, label, { ...labelCell(), top })));
    row.add(pages.canvas.struct('TD', {}, () => drawLines(pages, value, { ...valueCell(pages), top })));
    row.end();
    drawLine(pages, top - padding + height);
    pages.canvas.y = top - padding + height;
  }
  table.end();
  pages.canvas.y += 6;
}

const { size, colour, labelWidth, margins } = pageStyle;
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

function layOut(pages: PdfPages, text: string, { width, colour }: Cell): TextLines {
  return layOutText(pages, text, width, { weight: 'regular', size: size.body, colour });
}

function drawLine(pages: PdfPages, y: number): void {
  pages.canvas.markContent('Artifact', { type: 'Layout' });
  pages.canvas.moveTo(margins.left, y).lineTo(margins.left + textWidth(pages), y);
  pages.canvas.lineWidth(0.5).strokeColor(colour.line).stroke();
  pages.canvas.endMarkedContent();
}
