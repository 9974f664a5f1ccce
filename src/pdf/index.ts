export { drawFacts, type PdfFact } from './facts-table.js';
export { closePdf, openPdf, type PdfOptions, type PdfPages } from './open-pdf.js';
export { drawFooters } from './page-numbers.js';
export { drawQrCode, type PdfQrCode } from './qr-code.js';
export { drawHeading, drawLetterhead, drawNote, drawParagraph, drawTitle } from './text-blocks.js';
