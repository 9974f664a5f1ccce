import type { DocumentStore, StoredDocument } from '../../documents/index.js';
import { readFindings } from '../findings/finding-list.js';
import { readJsonLines } from '../findings/json-lines.js';
import type { FileToProcess, Finding } from '../process/types.js';
import { readRefusedRows } from '../refused/refused-rows.js';
import type { RowNoter } from './note-rows.js';

/** A row that would be sent back, as it stands in the file. */
export interface KeptRow {
  readonly cells: readonly string[];
  /** Its errors, as far as they are listed. */
  readonly errors: readonly Finding[];
}

export interface KeptRows {
  readonly header: readonly string[];
  /** Part by part, in file order. */
  readonly parts: AsyncIterable<readonly KeptRow[]>;
}

/**
 * Keeps the rows of a file that would be sent back, in a document of their own, so that the file itself can go: the header
 * as its first line, then a row each, as JSON.
 *
 * @param good has noted the rows that would be taken
 * @param check is called between the rows; throws when the work is to end
 */
export async function keepRefusedRows(
  documents: DocumentStore,
  file: FileToProcess,
  good: RowNoter,
  findings: StoredDocument,
  check: () => void,
): Promise<StoredDocument> {
  const refused = await readRefusedRows(
    { ...file, limits: { windowBytes: 64 * 1024 } },
    { stored: good.rows(), findings: readFindings(documents.read(findings.id)) },
  );
  return documents.write(linesOf(refused, check), {
    purpose: 'refused-rows',
    limitBytes: Number.MAX_SAFE_INTEGER,
  });
}

/** Reads them again. */
export async function readKeptRefusedRows(bytes: AsyncIterable<Buffer>): Promise<KeptRows> {
  const lines = readJsonLines<readonly string[] | KeptRow>(bytes);
  const first = await lines.next();
  if (first.done === true || !isHeader(first.value)) throw new TypeError('The header comes first.');
  return { header: first.value, parts: inParts(lines) };
}

async function* linesOf({ header, parts }: KeptRows, check: () => void): AsyncGenerator<Buffer> {
  yield lineOf(header);
  for await (const rows of parts) {
    check();
    if (rows.length > 0) yield Buffer.concat(rows.map(({ cells, errors }) => lineOf({ cells, errors })));
  }
}

function lineOf(value: readonly string[] | KeptRow): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

function isHeader(value: readonly string[] | KeptRow): value is readonly string[] {
  return Array.isArray(value);
}

async function* inParts(
  lines: AsyncGenerator<readonly string[] | KeptRow>,
): AsyncGenerator<readonly KeptRow[]> {
  let part: KeptRow[] = [];
  for await (const line of lines) {
    if (!isHeader(line)) part.push(line);
    if (part.length < rowsPerPart) continue;
    yield part;
    part = [];
  }
  yield part;
}

const rowsPerPart = 200;
