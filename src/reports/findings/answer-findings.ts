import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Language } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { beginDownload, type FileFormat, tableTypes } from '../../web/exports/index.js';
import { visitOf } from '../../web/index.js';
import { writeWorkbook } from '../../xlsx/index.js';
import {
  findingCells,
  findingHeadings,
  findingsCsvHeader,
  findingsCsvRows,
} from '../process/findings-csv.js';
import type { Finding } from '../process/types.js';
import type { ReportServices } from '../services.js';
import { readFindings } from './finding-list.js';

/** A list of findings as it is kept, and what its file is to be. */
export interface FindingsFile {
  /** Null when there is none. */
  readonly documentId: string | null;
  readonly title: string;
  readonly format: FileFormat;
}

/**
 * Answers a list of findings as a file in the visitor's language, as it is read.
 *
 * @throws Problem ERR_NOT_FOUND when there is none
 */
export async function answerFindings(
  { documents, clock }: Pick<ReportServices, 'documents' | 'clock'>,
  request: Request,
  response: Response,
  { documentId, title, format }: FindingsFile,
): Promise<void> {
  if (documentId === null) throw new Problem('ERR_NOT_FOUND');
  const { language } = visitOf(request);
  beginDownload(response, { type: tableTypes[format], fileName: `${title}.${format}` });
  const parts = inParts(readFindings(documents.read(documentId)));
  await pipeline(write[format](parts, { language, title, createdAt: clock() }), response);
}

interface ListFacts {
  readonly language: Language;
  readonly title: string;
  readonly createdAt: Date;
}

type Parts = AsyncIterable<readonly Finding[]>;

const write: Readonly<Record<FileFormat, (parts: Parts, facts: ListFacts) => Readable>> = {
  csv: (parts, { language }) => Readable.from(csvOf(parts, language)),
  xlsx: (parts, { language, title, createdAt }) =>
    writeWorkbook({
      title,
      columns: findingHeadings(language).map((heading, at) => ({
        heading,
        kind: at === 0 ? 'number' : 'text',
      })),
      parts: workbookRows(parts, language),
      createdAt,
    }),
};

async function* csvOf(parts: Parts, language: Language): AsyncGenerator<string> {
  yield findingsCsvHeader(language);
  for await (const part of parts) yield findingsCsvRows(part, language);
}

async function* workbookRows(parts: Parts, language: Language) {
  for await (const part of parts) {
    yield part.map((finding) => [finding.row, ...findingCells(finding, language).slice(1)]);
  }
}

async function* inParts(findings: AsyncIterable<Finding>): AsyncGenerator<readonly Finding[]> {
  let part: Finding[] = [];
  for await (const finding of findings) {
    part.push(finding);
    if (part.length < findingsPerPart) continue;
    yield part;
    part = [];
    // A long list lets other people's requests through between its parts.
    await new Promise(setImmediate);
  }
  yield part;
}

const findingsPerPart = 200;
