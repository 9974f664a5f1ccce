import { fillLines } from './break-lines.js';
import type { FontWeight, PdfFont } from './fonts.js';
import type { PdfPages } from './open-pdf.js';
import { splitRuns } from './text-runs.js';

/** How a text looks. Lengths are points. */
export interface TextLook {
  readonly weight: FontWeight;
  readonly size: number;
  readonly colour: string;
}

/** A text broken into lines. */
export interface TextLines {
  readonly look: TextLook;
  readonly lines: readonly string[];
  readonly height: number;
}

/** Breaks a text into lines of at most `width`; `\n` ends a line as well. */
export function layOutText(pages: PdfPages, text: string, width: number, look: TextLook): TextLines {
  const widthOf = (part: string) => widthOfText(pages, part.trimEnd(), look);
  const lines = text.split('\n').flatMap((paragraph) => fillLines(paragraph, width, widthOf));
  return { look, lines, height: lines.length * lineHeight(look.size) };
}

/** The width of a text on one line. */
export function widthOfText(pages: PdfPages, text: string, { weight, size }: TextLook): number {
  let width = 0;
  for (const run of splitRuns(text, weight)) {
    useFont(pages, run.font, size);
    width += pages.canvas.widthOfString(run.text);
  }
  return width;
}

/** Draws lines below one another from `top` on; each character in the first font that has it. */
export function drawLines(
  pages: PdfPages,
  { look, lines }: TextLines,
  { left, top }: { readonly left: number; readonly top: number },
): void {
  pages.canvas.fillColor(look.colour);
  for (const [index, line] of lines.entries()) {
    let x = left;
    for (const run of splitRuns(line, look.weight)) {
      useFont(pages, run.font, look.size);
      // One baseline for all fonts: that of the common one.
      const baseline = (-ascender / 1000) * look.size;
      pages.canvas.text(run.text, x, top + index * lineHeight(look.size), { lineBreak: false, baseline });
      x += pages.canvas.widthOfString(run.text);
    }
  }
}

/** Of Noto Sans TC, in thousandths of the size: how far it reaches above the baseline and below. */
const ascender = 1160;
const descender = 288;

export function lineHeight(size: number): number {
  return ((ascender + descender) / 1000) * size;
}

/** Registers a font at its first use in a PDF: pdfkit reads it then. */
function useFont({ canvas, registered }: PdfPages, font: PdfFont, size: number): void {
  if (!registered.has(font.name)) {
    canvas.registerFont(font.name, font.bytes);
    registered.add(font.name);
  }
  canvas.font(font.name).fontSize(size);
}
