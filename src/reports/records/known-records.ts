import type { Database } from '../../database/index.js';
import type { ExamRecord, KnownRecord } from '../process/types.js';
import type { ExamKind } from '../schema/kinds.js';

/** Whose accepted records count: duplicates and intervals are judged within one institution and kind. */
export interface KnownScope {
  readonly institutionId: number;
  readonly kind: ExamKind;
}

/**
 * What the institution's accepted records say about some rows: whether the same exam is on record, and the worker's exam
 * before it. Other institutions' records are not looked at: a reporter would learn of them.
 *
 * @param workerIndexes of the records, in their order
 */
export async function findKnownRecords(
  db: Database,
  scope: KnownScope,
  records: readonly ExamRecord[],
  workerIndexes: readonly Buffer[],
): Promise<readonly KnownRecord[]> {
  const byWorker = await readAccepted(db, scope, workerIndexes);
  if (byWorker.size === 0) return [];
  return records.flatMap((record, index) => {
    const accepted = byWorker.get(workerIndexes[index]?.toString('hex') ?? '');
    return accepted === undefined ? [] : [compare(index, record, accepted)];
  });
}

interface AcceptedRecord {
  readonly worker_index: Buffer;
  readonly exam_date: string;
  readonly hazard_code: string | null;
  readonly number: string;
}

function compare(index: number, record: ExamRecord, accepted: readonly AcceptedRecord[]): KnownRecord {
  const same = accepted.find(
    ({ exam_date, hazard_code }) => exam_date === record.examDate && hazard_code === record.hazardCode,
  );
  const earlier = accepted.map(({ exam_date }) => exam_date).filter((date) => date < record.examDate);
  return {
    index,
    duplicateOf: same?.number ?? null,
    previousExamDate: earlier.sort().at(-1) ?? null,
  };
}

async function readAccepted(
  db: Database,
  { institutionId, kind }: KnownScope,
  workerIndexes: readonly Buffer[],
): Promise<ReadonlyMap<string, readonly AcceptedRecord[]>> {
  const byWorker = new Map<string, AcceptedRecord[]>();
  for (let at = 0; at < workerIndexes.length; at += workersPerQuery) {
    const rows: AcceptedRecord[] = await db('exam_records as r')
      .join('submissions as s', 's.id', 'r.submission_id')
      .whereIn('r.worker_index', workerIndexes.slice(at, at + workersPerQuery))
      .where({ 'r.institution_id': institutionId, 'r.kind': kind, 's.state': 'accepted' })
      .select('r.worker_index', 'r.exam_date', 'r.hazard_code', 's.number');
    for (const row of rows) {
      const worker = row.worker_index.toString('hex');
      const known = byWorker.get(worker);
      if (known === undefined) byWorker.set(worker, [row]);
      else known.push(row);
    }
  }
  return byWorker;
}

/** From 1,000 on MariaDB turns a list into a derived table and may choose to read all records for it. */
const workersPerQuery = 900;
