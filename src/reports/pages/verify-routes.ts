import { buffer } from 'node:stream/consumers';
import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { isNumber } from '../../reference-numbers/index.js';
import { beginDownload } from '../../web/exports/index.js';
import { type Route, readForm, requireFormToken } from '../../web/index.js';
import { findReceiptSigner, listReceiptCertificates } from '../receipts/receipt-certificates.js';
import { findReceipt, type IssuedReceipt, readReceipt } from '../receipts/receipt-store.js';
import { showDeletions } from '../retention/show-deletions.js';
import type { ReportServices } from '../services.js';
import { lingerOnFailure } from './linger.js';

/** Where anyone checks a receipt: by its number, or by the JSON file itself. */
export function verifyRoutes(services: ReportServices): readonly Route[] {
  const { db, render } = services;
  const isAuthentic = async (receipt: IssuedReceipt) =>
    (await findReceiptSigner(services, receipt)) !== undefined;

  const show = (request: Request, response: Response, model: Readonly<Record<string, unknown>>) =>
    render(request, response, 'reports/views/verify.njk', model);

  return [
    {
      method: 'get',
      path: '/receipts/verify',
      who: 'anyone',
      takes: 'nothing',
      beginsSession: true,
      async handle(request, response) {
        const number = String(request.query.number ?? '')
          .trim()
          .toUpperCase();
        if (number === '') return show(request, response, {});
        const receipt = isNumber('R', number) ? await findReceipt(db, number) : undefined;
        if (receipt === undefined || !(await isAuthentic(receipt))) {
          const fields = [{ field: 'number', code: 'ERR_RECEIPT_NOT_FOUND' }] as const;
          return show(request, response, {
            values: { number },
            problem: new Problem('ERR_FIELDS', { fields }),
          });
        }
        show(request, response, {
          values: { number },
          found: 'number',
          receipt: readReceipt(receipt),
          deleted: await showDeletions(db, receipt.submissionId),
        });
      },
    },
    {
      method: 'post',
      path: '/receipts/verify',
      who: 'anyone',
      takes: 'stream',
      tokenInStream: true,
      async handle(request, response) {
        const content = await lingerOnFailure(request, () => readReceiptFile(request));
        const number = content === undefined ? undefined : numberIn(content);
        if (content === undefined || number === undefined) {
          const fields = [{ field: 'file', code: 'ERR_RECEIPT_FILE_UNREADABLE' }] as const;
          return show(request, response, { problem: new Problem('ERR_FIELDS', { fields }) });
        }
        const receipt = await findReceipt(db, number);
        const authentic = receipt !== undefined && (await isAuthentic({ ...receipt, content }));
        show(request, response, {
          found: authentic ? 'file' : 'nothing',
          receipt: authentic ? readReceipt(receipt) : undefined,
          deleted: authentic ? await showDeletions(db, receipt.submissionId) : undefined,
        });
      },
    },
    {
      method: 'get',
      path: '/receipts/certificate.pem',
      who: 'anyone',
      takes: 'nothing',
      // The present certificate and those from before, so that one file checks every receipt.
      async handle(_request, response) {
        const certificates = await listReceiptCertificates(services);
        beginDownload(response, { type: 'application/x-pem-file', fileName: 'jianbao-receipt.pem' });
        response.send(certificates.map(String).join(''));
      },
    },
  ];
}

/** A receipt has some 800 bytes. Undefined when the form has no file, or one that cannot be a receipt. */
async function readReceiptFile(request: Request): Promise<Buffer | undefined> {
  const announced = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (announced > mostBytes) return undefined;
  return readForm(
    request,
    (fields) => requireFormToken(request, request.get('X-CSRF-Token') ?? fields.get('_csrf')),
    (_name, stream) => buffer(stream),
  );
}

const mostBytes = 64 * 1024;

function numberIn(content: Buffer): string | undefined {
  try {
    const number: unknown = JSON.parse(content.toString('utf8')).number;
    return typeof number === 'string' && isNumber('R', number) ? number : undefined;
  } catch {
    return undefined;
  }
}
