import type { Database } from '../../database/index.js';
import { type Keyring, UnsealError } from '../../keys/index.js';
import { readContent } from '../process/content.js';
import { contextOfChunk } from '../records/seal-records.js';
import { indexWorker } from '../records/worker-index.js';

/** A record that is found by something else than it holds. */
export interface IndexFault {
  /** Number of the submission. */
  readonly submission: string;
  readonly row: number;
  /** Columns of `exam_records` that say something else; `sealed` when the content does not open, `missing` when either side is not there. */
  readonly differs: readonly string[];
}

/**
 * Compares what every accepted record is found by (`exam_records`) with what it holds (`exam_record_chunks`). Contents are bound to
 * their place by their seals; the columns beside them are not, and who can write to the database could change or exchange
 * these. Reads chunk by chunk, so that memory does not grow with the records.
 */
export async function* compareIndex({
  db,
  keys,
}: {
  readonly db: Database;
  readonly keys: Keyring;
}): AsyncGenerator<IndexFault> {
  const submissions = await db('submissions')
    .where({ state: 'accepted' })
    .whereNot({ purpose: 'withdrawal' })
    .orderBy('id')
    .select<{ id: number; number: string }[]>('id', 'number');
  for (const { id, number } of submissions) {
    for await (const { row, differs } of compareSubmission(db, keys, Number(id))) {
      yield { submission: number, row, differs };
    }
  }
}

type RowFault = Omit<IndexFault, 'submission'>;

async function* compareSubmission(
  db: Database,
  keys: Keyring,
  submission_id: number,
): AsyncGenerator<RowFault> {
  const firsts: number[] = await db('exam_record_chunks')
    .where({ submission_id })
    .orderBy('first_row')
    .pluck('first_row');
  // Rows before the first chunk have none.
  for (const [at, first] of [0, ...firsts].entries()) {
    const rows = db('exam_records').where({ submission_id }).where('row_no', '>=', first);
    const next = firsts[at];
    if (next !== undefined) rows.where('row_no', '<', next);
    const indexed = await rows.orderBy('row_no').select<IndexedRow[]>(...columns);
    const contents = await openChunk(db, keys, submission_id, first);
    if (contents === undefined) yield* indexed.map(({ row_no: row }) => ({ row, differs: ['sealed'] }));
    else yield* compareRows(keys, indexed, contents);
  }
}

const columns = [
  'row_no',
  'kind',
  'hazard_code',
  'exam_date',
  'level',
  'employer_ubn',
  'worker_index',
] as const;

interface IndexedRow {
  readonly row_no: number;
  readonly kind: string;
  readonly hazard_code: string | null;
  readonly exam_date: string;
  readonly level: number | null;
  readonly employer_ubn: string;
  readonly worker_index: Buffer;
}

/** @returns undefined when it does not open */
async function openChunk(
  db: Database,
  keys: Keyring,
  submission_id: number,
  first_row: number,
): Promise<ReadonlyMap<number, Buffer> | undefined> {
  const chunk = await db('exam_record_chunks')
    .where({ submission_id, first_row })
    .first<{ sealed: Buffer } | undefined>('sealed');
  if (chunk === undefined) return new Map();
  try {
    return keys.openChunk('exam-records', chunk.sealed, contextOfChunk(submission_id, first_row));
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}

function* compareRows(
  keys: Keyring,
  indexed: readonly IndexedRow[],
  contents: ReadonlyMap<number, Buffer>,
): Generator<RowFault> {
  const unseen = new Set(contents.keys());
  for (const row of indexed) {
    unseen.delete(row.row_no);
    const content = contents.get(row.row_no);
    const differs = content === undefined ? ['missing'] : differences(keys, row, content);
    if (differs.length > 0) yield { row: row.row_no, differs };
  }
  for (const row of unseen) yield { row, differs: ['missing'] };
}

function differences(keys: Keyring, row: IndexedRow, content: Buffer): readonly string[] {
  const { kind, values } = readContent(content);
  const held: Readonly<Record<string, string>> = {
    kind,
    hazard_code: values.hazard_code ?? '',
    exam_date: values.exam_date ?? '',
    level: values.management_level ?? '',
    employer_ubn: values.employer_ubn ?? '',
    worker_index: indexWorker(keys, values.worker_id ?? '').toString('hex'),
  };
  const found: Readonly<Record<string, string>> = {
    kind: row.kind,
    hazard_code: row.hazard_code ?? '',
    exam_date: row.exam_date,
    level: String(row.level ?? ''),
    employer_ubn: row.employer_ubn,
    worker_index: row.worker_index.toString('hex'),
  };
  return Object.keys(held).filter((column) => held[column] !== found[column]);
}
