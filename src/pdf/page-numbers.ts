import { drawLines, type TextLook, widthOfText } from './draw-text.js';
import { type PdfPages, textWidth } from './open-pdf.js';
import { pageStyle } from './page-style.js';

/**
 * Writes the foot of every page; called last.
 *
 * @param write text of the foot of page `page` (from 1) of `count`, left and right
 */
export function drawFooters(
  pages: PdfPages,
  write: (page: number, count: number) => { readonly left: string; readonly right: string },
): void {
  onEachPage(pages, (page, count) => {
    const { left, right } = write(page, count);
    drawFoot(pages, left, 'left');
    drawFoot(pages, right, 'right');
  });
}

/**
 * Draws what every page has above and below its content, which a screen reader passes over; called last.
 *
 * @param draw is given the page's number, from 1, and how many there are
 */
export function onEachPage(pages: PdfPages, draw: (page: number, count: number) => void): void {
  const { count } = pages.canvas.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    pages.canvas.switchToPage(index);
    pages.canvas.markContent('Artifact', { type: 'Pagination' });
    draw(index + 1, count);
    pages.canvas.endMarkedContent();
  }
}

function drawFoot(pages: PdfPages, text: string, align: 'left' | 'right'): void {
  const { page } = pages.canvas;
  const { bottom } = page.margins;
  // pdfkit starts a new page for anything below the bottom margin, which is where a foot stands.
  page.margins.bottom = 0;
  const width = align === 'left' ? 0 : textWidth(pages) - widthOfText(pages, text, look);
  const left = pageStyle.margins.left + width;
  drawLines(pages, { look, lines: [text], height: 0 }, { left, top: page.height - 44 });
  page.margins.bottom = bottom;
}

const look: TextLook = { weight: 'regular', size: pageStyle.size.small, colour: pageStyle.colour.quiet };
