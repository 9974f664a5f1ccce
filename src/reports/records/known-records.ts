import { type Database, dialectOf } from '../../database/index.js';
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
  workerIndexes: readonly string[],
): Promise<readonly KnownRecord[]> {
  const byWorker = await readAccepted(db, scope, workerIndexes);
  if (byWorker.size === 0) return [];
  return records.flatMap((record, index) => {
    const accepted = byWorker.get(workerIndexes[index] ?? '');
    return accepted === undefined ? [] : [compare(index, record, accepted)];
  });
}

/** An accepted record that neither was replaced nor withdrawn. */
interface AcceptedRecord {
  readonly submission_id: number;
  readonly row_no: number;
  /** The submission that reported it first, if it is a correction. */
  readonly corrects_id: number | null;
  readonly worker_index: Buffer;
  readonly exam_date: string;
  readonly hazard_code: string | null;
  readonly number: string;
}

function compare(index: number, record: ExamRecord, accepted: readonly AcceptedRecord[]): KnownRecord {
  const same = accepted.find(
    ({ exam_date, hazard_code }) => exam_date === record.examDate && hazard_code === record.hazardCode,
  );
  const earlier = accepted
    .filter(({ hazard_code }) => hazard_code === record.hazardCode)
    .map(({ exam_date }) => exam_date)
    .filter((date) => date < record.examDate);
  return {
    index,
    duplicateOf: same?.number ?? null,
    previousExamDate: earlier.sort().at(-1) ?? null,
  };
}

/** The institution's accepted records of some workers, by worker. */
export async function readAccepted(
  db: Database,
  { institutionId, kind }: KnownScope,
  workerIndexes: readonly string[],
): Promise<ReadonlyMap<string, readonly AcceptedRecord[]>> {
  if (workerIndexes.length === 0) return new Map();
  const sql = acceptedOfWorkers[dialectOf(db)](workerIndexes.map(literal).join(','));
  const answer = await db.raw(sql, [institutionId, kind]);
  const rows: readonly AcceptedRecord[] = dialectOf(db) === 'sqlite' ? answer : answer[0];
  const byWorker = new Map<string, AcceptedRecord[]>();
  for (const row of rows) {
    const worker = row.worker_index.toString('hex');
    const known = byWorker.get(worker);
    if (known === undefined) byWorker.set(worker, [row]);
    else known.push(row);
  }
  return byWorker;
}

/** A hexadecimal literal needs no quoting, and a statement of thousands of them no parameters. */
function literal(workerIndex: string): string {
  if (!/^[0-9a-f]{32}$/.test(workerIndex))
    throw new TypeError('A worker is indexed by 32 hexadecimal digits.');
  return `(X'${workerIndex}')`;
}

/**
 * The order of the tables is ours: one look into the index for each worker asked for. Left to itself, and with a list of
 * thousands of values in a condition, MariaDB reads all records instead.
 */
const acceptedOfWorkers = {
  mariadb: (workers: string) => `
    WITH asked (worker) AS (VALUES ${workers})
    SELECT STRAIGHT_JOIN r.submission_id, r.row_no, s.corrects_id, r.worker_index, r.exam_date, r.hazard_code, s.number
    FROM asked
    JOIN exam_records AS r FORCE INDEX (exam_records_worker)
      ON r.worker_index = asked.worker AND r.institution_id = ?
    JOIN submissions AS s FORCE INDEX (PRIMARY) ON s.id = r.submission_id
    LEFT JOIN (record_replacements AS gone JOIN submissions AS replacing ON replacing.id = gone.submission_id)
      ON gone.replaced_submission_id = r.submission_id AND gone.replaced_row = r.row_no
      AND replacing.state = 'accepted'
    WHERE r.kind = ? AND s.state = 'accepted' AND gone.submission_id IS NULL`,
  sqlite: (workers: string) => `
    WITH asked (worker) AS (VALUES ${workers})
    SELECT r.submission_id, r.row_no, s.corrects_id, r.worker_index, r.exam_date, r.hazard_code, s.number
    FROM asked
    CROSS JOIN exam_records AS r INDEXED BY exam_records_worker
      ON r.worker_index = asked.worker AND r.institution_id = ?
    CROSS JOIN submissions AS s ON s.id = r.submission_id
    WHERE r.kind = ? AND s.state = 'accepted' AND NOT EXISTS (
      SELECT 1 FROM record_replacements AS gone
      JOIN submissions AS replacing ON replacing.id = gone.submission_id AND replacing.state = 'accepted'
      WHERE gone.replaced_submission_id = r.submission_id AND gone.replaced_row = r.row_no)`,
} as const;
