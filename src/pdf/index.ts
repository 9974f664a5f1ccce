export { drawInThread } from './draw-in-thread.js';
export {
  drawLines,
  layOutText,
  lineHeight,
  type TextLines,
  type TextLook,
  widthOfText,
} from './draw-text.js';
export { drawFacts, type PdfFact } from './facts-table.js';
export { type CellText, drawFormTable, type FormCell, type FormGroup } from './form-table.js';
export { closePdf, keepTogether, openPdf, type PdfOptions, type PdfPages, textWidth } from './open-pdf.js';
export { drawFooters, onEachPage } from './page-numbers.js';
export { pageStyle } from './page-style.js';
export { drawModules, drawQrCode, type PdfQrCode } from './qr-code.js';
export { drawHeading, drawLetterhead, drawNote, drawParagraph, drawTitle } from './text-blocks.js';
export { undrawableIn } from './text-runs.js';
