import { drawInThread } from '../../pdf/index.js';
import { workerFile } from '../../worker-file.js';
import type { Receipt, ReceiptPdfOptions } from './receipt.js';

/** The same PDF as `receiptPdf`, drawn beside the event loop. */
export async function drawReceipt(receipt: Receipt, options: ReceiptPdfOptions): Promise<Buffer> {
  const bytes = await draw(receipt, options);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const draw = drawInThread<[Receipt, ReceiptPdfOptions], Uint8Array>(
  () => workerFile(import.meta.url, './receipt-pdf.js'),
  'receiptPdf',
);
