export { drawReceipt } from './draw-receipt.js';
export type { Receipt, ReceiptPdfOptions, ReceiptSignature } from './receipt.js';
export { receiptJson, signReceipt } from './receipt-json.js';
export { receiptPdf } from './receipt-pdf.js';
