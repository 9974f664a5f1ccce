import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { translate } from '../../locales/index.js';
import { beginDownload, type FileFormat, pour, tableTypes } from '../../web/exports/index.js';
import { actorOf, visitOf } from '../../web/index.js';
import { writeArchive } from '../../zip/index.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';
import type { Submission } from '../submissions/submission.js';
import { readJudgedRows } from './judged-rows.js';
import { openRefused } from './open-refused.js';
import { packRefused } from './pack-refused.js';
import { findRefusedImages } from './refused-images.js';
import { readRefusedRows } from './refused-rows.js';
import { refusedTables } from './refused-table.js';

/**
 * Answers the rows of an accepted submission that were not stored: in the layout that was uploaded, with one more column
 * that says why. It holds what the institution itself uploaded, so that it can be mended and uploaded as it is.
 *
 * @throws Problem ERR_REFUSED_ROWS_NONE
 */
export async function sendRefusedRows(
  services: ReportServices,
  request: Request,
  response: Response,
  format: FileFormat,
): Promise<void> {
  const { submission, source, language, name, now } = await prepare(services, request);
  const refused = await readRefusedRows(source.file, source.known());
  await auditDownload(services, request, submission, { format });
  beginDownload(response, { type: tableTypes[format], fileName: `${name}.${format}` });
  await pour(Readable.from(refusedTables[format](refused, { language, now })), response);
}

/**
 * The same as an archive, with the images that the rows name as they were sent; nothing of rows that were stored. Whoever
 * did not send an archive gets one of the table alone.
 *
 * @param format of the table in it
 * @throws Problem ERR_REFUSED_ROWS_NONE
 */
export async function sendRefusedArchive(
  services: ReportServices,
  request: Request,
  response: Response,
  format: FileFormat,
): Promise<void> {
  const { submission, source, language, name, now } = await prepare(services, request);
  // A stored row further down may have the image that a refused one names: all rows are read before any is sent.
  const images = await findRefusedImages(await readJudgedRows(source.file, source.known()));
  const refused = await readRefusedRows(source.file, source.known());
  await auditDownload(services, request, submission, { format: `${format}.zip`, images: images.size });
  beginDownload(response, { type: 'application/zip', fileName: `${name}.zip` });
  const files = packRefused(refused, { tableName: name, format, language, now, images });
  await pour(writeArchive(files, now), response);
}

async function prepare(services: ReportServices, request: Request) {
  const submission = await ownSubmission(services, request);
  const { language } = visitOf(request);
  return {
    submission,
    source: await openRefused(services, submission, actorOf(request).institution?.code ?? ''),
    language,
    name: translate(language, 'report-policies.refused.file-name', { number: submission.number }),
    now: services.clock(),
  };
}

async function auditDownload(
  { db, clock }: ReportServices,
  request: Request,
  { number, counts }: Submission,
  detail: { readonly format: string; readonly images?: number },
): Promise<void> {
  await inTransaction(db, (trx) =>
    appendAudit(trx, {
      ...actedBy(request),
      at: clock(),
      action: 'submission.refused-rows',
      target: { kind: 'submission', reference: number },
      outcome: 'done',
      detail: { rows: counts?.rowsWithErrors ?? 0, ...detail },
    }),
  );
}
