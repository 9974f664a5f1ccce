import { drawLines, layOutText, type TextLook } from './draw-text.js';
import { keepTogether, type PdfPages, textWidth } from './open-pdf.js';
import { pageStyle } from './page-style.js';

const { size, colour, margins } = pageStyle;

/** Who issues the document, under a bar at the head of its first page. */
export function drawLetterhead(pages: PdfPages, issuer: string): void {
  pages.canvas.markContent('Artifact', { type: 'Layout' });
  pages.canvas.rect(0, 0, pages.canvas.page.width, 8).fillColor(colour.accent).fill();
  pages.canvas.endMarkedContent();
  drawText(pages, 'P', issuer, { weight: 'bold', size: size.small, colour: colour.accent });
  pages.canvas.y += 10;
}

/** The document's title. */
export function drawTitle(pages: PdfPages, text: string): void {
  drawText(pages, 'H1', text, { weight: 'bold', size: size.title, colour: colour.text });
  pages.canvas.y += 0.45 * size.title;
}

/** The heading of a part; never left alone at the foot of a page. */
export function drawHeading(pages: PdfPages, text: string): void {
  keepTogether(pages, 90);
  pages.canvas.y += 12;
  drawText(pages, 'H2', text, { weight: 'bold', size: size.heading, colour: colour.accent });
  pages.canvas.y += 3;
}

/** A paragraph; lines break between Chinese characters and between words. */
export function drawParagraph(pages: PdfPages, text: string): void {
  drawText(pages, 'P', text, { weight: 'regular', size: size.body, colour: colour.text });
  pages.canvas.y += 5;
}

/** A paragraph of less weight. */
export function drawNote(pages: PdfPages, text: string): void {
  drawText(pages, 'P', text, { weight: 'regular', size: size.small, colour: colour.quiet });
  pages.canvas.y += 4;
}

function drawText(pages: PdfPages, tag: 'H1' | 'H2' | 'P', text: string, look: TextLook): void {
  const lines = layOutText(pages, text, textWidth(pages), look);
  keepTogether(pages, lines.height);
  const top = pages.canvas.y;
  pages.root.add(pages.canvas.struct(tag, {}, () => drawLines(pages, lines, { left: margins.left, top })));
  pages.canvas.y = top + lines.height;
}
