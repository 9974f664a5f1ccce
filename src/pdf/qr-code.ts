import qrcode from 'qrcode';
import { drawLines, layOutText, type TextLook } from './draw-text.js';
import { keepTogether, type PdfPages, textWidth } from './open-pdf.js';
import { pageStyle } from './page-style.js';

/** What stands in a QR code, and beside it for those who read it themselves. */
export interface PdfQrCode {
  readonly content: string;
  /** Read out in place of the picture. */
  readonly alternative: string;
  /** Paragraphs beside it, and smaller ones below them. */
  readonly beside: readonly string[];
  readonly notes: readonly string[];
}

/** A QR code (ISO/IEC 18004, error correction M) as vectors at the left margin, with text to its right. */
export function drawQrCode(pages: PdfPages, { content, alternative, beside, notes }: PdfQrCode): void {
  keepTogether(pages, side + 8);
  const top = pages.canvas.y + 4;
  pages.root.add(
    pages.canvas.struct('Figure', { alt: alternative }, () =>
      drawModules(pages, content, { left: margins.left, top, side }),
    ),
  );
  pages.canvas.y = top;
  for (const text of beside) drawBeside(pages, text, { ...small, size: size.body, colour: colour.text });
  for (const text of notes) drawBeside(pages, text, small);
  pages.canvas.y = Math.max(pages.canvas.y, top + side + 8);
}

const { size, colour, margins } = pageStyle;

const small: TextLook = { weight: 'regular', size: size.small, colour: colour.quiet };

/** 35 mm. */
const side = 99;

/** Between the code and the text; at least the four modules that must stay white. */
const gap = 18;

function drawBeside(pages: PdfPages, text: string, look: TextLook): void {
  const left = margins.left + side + gap;
  const lines = layOutText(pages, text, textWidth(pages) - side - gap, look);
  const top = pages.canvas.y;
  pages.root.add(pages.canvas.struct('P', {}, () => drawLines(pages, lines, { left, top })));
  pages.canvas.y = top + lines.height + 4;
}

/** The modules of a code, `side` wide. */
export function drawModules(
  pages: PdfPages,
  content: string,
  at: { readonly left: number; readonly top: number; readonly side: number },
): void {
  const { modules } = qrcode.create(content, { errorCorrectionLevel: 'M' });
  const module = at.side / modules.size;
  for (let row = 0; row < modules.size; row++) {
    for (const { from, length } of darkRuns(modules, row)) {
      pages.canvas.rect(at.left + from * module, at.top + row * module, length * module, module);
    }
  }
  pages.canvas.fillColor('#000000').fill();
}

/** Neighbouring dark modules of a row as one rectangle each, so that no hairline shows between them. */
function* darkRuns(modules: qrcode.BitMatrix, row: number): Iterable<{ from: number; length: number }> {
  let from = 0;
  for (let column = 0; column <= modules.size; column++) {
    const isDark = column < modules.size && modules.get(row, column) === 1;
    if (isDark) continue;
    if (column > from) yield { from, length: column - from };
    from = column + 1;
  }
}
