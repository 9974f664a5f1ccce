export type { Receipt, ReceiptPdfOptions } from './receipt.js';
