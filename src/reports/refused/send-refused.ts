import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { taipeiDate } from '../../clock.js';
import { byteOrderMark, csvRow, neutraliseCell } from '../../csv/index.js';
import { inTransaction } from '../../database/index.js';
import { type Language, translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { beginDownload, type FileFormat } from '../../web/exports/index.js';
import { actorOf, visitOf } from '../../web/index.js';
import { writeWorkbook } from '../../xlsx/index.js';
import { readFindings } from '../findings/finding-list.js';
import { mappingOf } from '../mappings/mapping-store.js';
import { ruleSentence } from '../rules/sentence.js';
import { refusalColumn } from '../schema/refusal-column.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';
import type { Submission } from '../submissions/submission.js';
import { type RefusedRow, type RefusedRows, readRefusedRows } from './refused-rows.js';
import { readStoredRows } from './stored-rows.js';

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
  const submission = await ownSubmission(services, request);
  const refused = await openRefusedRows(services, submission, actorOf(request).institution?.code ?? '');
  await auditDownload(services, request, submission, format);
  const { language } = visitOf(request);
  const fileName = translate(language, 'report-policies.refused.file-name', { number: submission.number });
  beginDownload(response, { type: typeOf[format], fileName: `${fileName}.${format}` });
  await pipeline(write[format](refused, language, services.clock()), response);
}

const typeOf: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const write: Readonly<Record<FileFormat, (refused: RefusedRows, language: Language, now: Date) => Readable>> =
  {
    csv: (refused, language) => Readable.from(csvOf(refused, language)),
    xlsx: (refused, language, now) =>
      writeWorkbook({
        title: translate(language, 'report-policies.refused.sheet'),
        columns: [...refused.header, refusalColumn.name].map((heading) => ({ heading, kind: 'text' })),
        parts: workbookParts(refused, language),
        createdAt: now,
      }),
  };

async function openRefusedRows(
  { db, documents, clock }: ReportServices,
  { id, kind, state, counts, file }: Submission,
  institutionCode: string,
): Promise<RefusedRows> {
  const { documentId, findingsDocumentId } = file;
  const hasRefused = state === 'accepted' && (counts?.rowsWithErrors ?? 0) > 0;
  if (!hasRefused || documentId === null || findingsDocumentId === null) {
    throw new Problem('ERR_REFUSED_ROWS_NONE');
  }
  return readRefusedRows(
    {
      kind,
      institutionCode,
      today: taipeiDate(clock()),
      limits: { windowBytes: 64 * 1024 },
      mapping: await mappingOf(db, id),
      open: () => documents.read(documentId),
      readRange: (start, end) => documents.readRange(documentId, start, end),
      onChunk: () => Promise.resolve(),
    },
    { stored: readStoredRows(db, id), findings: readFindings(documents.read(findingsDocumentId)) },
  );
}

async function* csvOf({ header, parts }: RefusedRows, language: Language): AsyncGenerator<string> {
  yield byteOrderMark + csvRow([...header, refusalColumn.name]);
  for await (const rows of parts) {
    const lines = rows.map((row) => {
      const cells = row.cells.map(harmless);
      // Cells beyond the header stay beyond it.
      return csvRow([
        ...cells.slice(0, header.length),
        reasonOf(row, language),
        ...cells.slice(header.length),
      ]);
    });
    if (lines.length > 0) yield lines.join('');
    await otherPeoplesTurn();
  }
}

async function* workbookParts(
  { header, parts }: RefusedRows,
  language: Language,
): AsyncGenerator<readonly (readonly string[])[]> {
  for await (const rows of parts) {
    yield rows.map((row) => [...row.cells.slice(0, header.length), reasonOf(row, language)]);
    await otherPeoplesTurn();
  }
}

/** Signs alone are results of a test, with digits they are numbers: no formula is made of them. */
function harmless(cell: string): string {
  return /^[+-]+[\d.]*$/.test(cell) ? cell : neutraliseCell(cell);
}

function reasonOf({ errors }: RefusedRow, language: Language): string {
  if (errors.length === 0) return translate(language, 'report-policies.refused.unlisted');
  return errors
    .map((finding) => {
      const sentence = ruleSentence(language, finding);
      const { column } = finding;
      return column === null
        ? sentence
        : translate(language, 'report-policies.refused.reason', { name: column.name, sentence });
    })
    .join(' ');
}

/** A long file lets other people's requests through between its parts. */
function otherPeoplesTurn(): Promise<void> {
  return new Promise(setImmediate);
}

async function auditDownload(
  { db, clock }: ReportServices,
  request: Request,
  { number, counts }: Submission,
  format: FileFormat,
): Promise<void> {
  await inTransaction(db, (trx) =>
    appendAudit(trx, {
      ...actedBy(request),
      at: clock(),
      action: 'submission.refused-rows',
      target: { kind: 'submission', reference: number },
      outcome: 'done',
      detail: { rows: counts?.rowsWithErrors ?? 0, format },
    }),
  );
}
