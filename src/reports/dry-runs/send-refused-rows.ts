import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { inTransaction } from '../../database/index.js';
import { translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { beginDownload, type FileFormat, tableTypes } from '../../web/exports/index.js';
import { visitOf } from '../../web/index.js';
import { refusedTables } from '../refused/refused-table.js';
import type { ReportServices } from '../services.js';
import type { DryRun } from './dry-run.js';
import { readKeptRefusedRows } from './keep-refused-rows.js';
import { ownDryRun } from './own-dry-run.js';

/**
 * Answers the rows that would come back if the file were reported, as `sendRefusedRows` does for one that was: in the layout
 * that was uploaded, with one more column that says why.
 *
 * @throws Problem ERR_NOT_FOUND when there are none
 */
export async function sendRefusedRowsOfDryRun(
  services: ReportServices,
  request: Request,
  response: Response,
  format: FileFormat,
): Promise<void> {
  const dryRun = await ownDryRun(services, request);
  const { number, refusedDocumentId } = dryRun;
  if (refusedDocumentId === null) throw new Problem('ERR_NOT_FOUND');
  const refused = await readKeptRefusedRows(services.documents.read(refusedDocumentId));
  await note(services, request, dryRun, format);
  const { language } = visitOf(request);
  const name = translate(language, 'dry-runs.refused.file-name', { number });
  beginDownload(response, { type: tableTypes[format], fileName: `${name}.${format}` });
  const table = refusedTables[format](refused, { language, now: services.clock() });
  await pipeline(Readable.from(table), response);
}

async function note(
  { db, clock }: ReportServices,
  request: Request,
  { number, outcome }: DryRun,
  format: FileFormat,
): Promise<void> {
  await inTransaction(db, (trx) =>
    appendAudit(trx, {
      ...actedBy(request),
      at: clock(),
      action: 'dry-run.refused-rows',
      target: { kind: 'dry-run', reference: number },
      outcome: 'done',
      detail: { rows: outcome?.counts.rowsWithErrors ?? 0, format },
    }),
  );
}
