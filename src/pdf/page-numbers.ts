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
  const { count } = pages.canvas.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    pages.canvas.switchToPage(index);
    const { left, right } = write(index + 1, count);
    pages.canvas.markContent('Artifact', { type: 'Pagination' });
    drawFoot(pages, left, 'left');
    drawFoot(pages, right, 'right');
    pages.canvas.endMarkedContent();
  }
}

function drawFoot(pages: PdfPages, text: string, align: 'left' | 'right'): void {
  const { page } = pages.canvas;
  const { bottom } = page.margins;
  // pdfkit starts a new page for anything below the bottom margin, which is where a foot stands.
  page.margins.bottom = 0;
  pages.canvas.font('regular').fontSize(pageStyle.size.small).fillColor(pageStyle.colour.quiet);
  pages.canvas.text(text, pageStyle.margins.left, page.height - 44, {
    width: textWidth(pages),
    align,
    lineBreak: false,
  });
  page.margins.bottom = bottom;
}
