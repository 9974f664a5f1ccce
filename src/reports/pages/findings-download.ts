import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { type Language, translate } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { beginDownload } from '../../web/exports/index.js';
import { visitOf } from '../../web/index.js';
import { readFindings } from '../findings/finding-list.js';
import { findingsCsvHeader, findingsCsvRows } from '../process/findings-csv.js';
import type { Finding } from '../process/types.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';

/** Answers the full list of findings as CSV in the visitor's language, as it is read. */
export async function sendFindings(
  services: ReportServices,
  request: Request,
  response: Response,
): Promise<void> {
  const submission = await ownSubmission(services, request);
  const { findingsDocumentId } = submission.file;
  if (findingsDocumentId === null) throw new Problem('ERR_NOT_FOUND');
  const { language } = visitOf(request);
  const fileName = translate(language, 'submission.findings.file-name', { number: submission.number });
  beginDownload(response, { type: 'text/csv; charset=utf-8', fileName });
  const findings = readFindings(services.documents.read(findingsDocumentId));
  await pipeline(Readable.from(toCsv(findings, language)), response);
}

async function* toCsv(findings: AsyncIterable<Finding>, language: Language): AsyncGenerator<string> {
  yield findingsCsvHeader(language);
  let part: Finding[] = [];
  for await (const finding of findings) {
    part.push(finding);
    if (part.length < findingsPerPart) continue;
    yield findingsCsvRows(part, language);
    part = [];
    // A long list lets other people's requests through between its parts.
    await new Promise(setImmediate);
  }
  yield findingsCsvRows(part, language);
}

const findingsPerPart = 200;
