import type { Request, Response } from 'express';
import { signDetached } from '../../keys/index.js';
import { Problem } from '../../problems/index.js';
import { beginDownload, type Download } from '../../web/exports/index.js';
import { type Route, visitOf } from '../../web/index.js';
import { drawReceipt } from '../receipt/index.js';
import { findReceiptSigner, fingerprintOf } from '../receipts/receipt-certificates.js';
import { findReceiptOf, type IssuedReceipt, readReceipt } from '../receipts/receipt-store.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';
import { whoReports } from './who.js';

/** The receipt of a submission as files, below a page's or the API's address of the submission. */
export function receiptDownloads(services: ReportServices, below: string): readonly Route[] {
  return forms(services).map(({ name, type, make }) => ({
    method: 'get',
    path: `${below}/:number/${name}`,
    who: whoReports,
    takes: 'nothing',
    async handle(request, response) {
      const submission = await ownSubmission(services, request);
      const receipt = await findReceiptOf(services.db, submission.id);
      if (receipt === undefined) throw new Problem('ERR_RECEIPT_NOT_FOUND');
      await send(
        response,
        { type, fileName: `${receipt.number}${name.slice('receipt'.length)}` },
        make(receipt, request),
      );
    },
  }));
}

interface ReceiptForm {
  readonly name: 'receipt.json' | 'receipt.p7s' | 'receipt.pdf' | 'receipt.pdf.p7s';
  readonly type: string;
  make(receipt: IssuedReceipt, request: Request): Buffer | Promise<Buffer>;
}

function forms(services: ReportServices): readonly ReceiptForm[] {
  async function draw(receipt: IssuedReceipt, request: Request): Promise<Buffer> {
    const signer = (await findReceiptSigner(services, receipt)) ?? services.receiptSigner.certificate;
    const signerFingerprint = fingerprintOf(signer).toString('hex');
    return drawReceipt(readReceipt(receipt), { language: visitOf(request).language, signerFingerprint });
  }
  return [
    { name: 'receipt.json', type: 'application/json; charset=utf-8', make: ({ content }) => content },
    { name: 'receipt.p7s', type: 'application/pkcs7-signature', make: ({ signature }) => signature },
    { name: 'receipt.pdf', type: 'application/pdf', make: draw },
    {
      // The same receipt gives the same bytes in each language, so that its signature need not be kept.
      name: 'receipt.pdf.p7s',
      type: 'application/pkcs7-signature',
      make: async (receipt, request) =>
        signDetached(services.receiptSigner, await draw(receipt, request), services.clock()),
    },
  ];
}

async function send(response: Response, download: Download, made: Buffer | Promise<Buffer>): Promise<void> {
  const bytes = await made;
  beginDownload(response, download);
  response.send(bytes);
}
