import { type Database, dialectOf, queryBinary } from '../../database/index.js';
import type { GoodRows } from '../process/good-rows.js';
import type { ExamRecord, KnownRecord } from '../process/types.js';
import type { ExamKind } from '../schema/kinds.js';
import { workerIndexBytes } from './worker-index.js';

/** Whose accepted records count: duplicates and intervals are judged within one institution and kind. */
export interface KnownScope {
  readonly institutionId: number;
  readonly kind: ExamKind;
}

/**
 * What the institution's accepted records say about some rows: whether the same exam is on record, and the worker's exam
 * before it. Other institutions' records are not looked at: a reporter would learn of them.
 *
 * @param rows with their workers' indexes
 */
export async function findKnownRecords(
  db: Database,
  scope: KnownScope,
  rows: GoodRows,
): Promise<readonly KnownRecord[]> {
  const byPlace = await readAccepted(
    db,
    scope,
    rows.workerIndexes.subarray(0, rows.length * workerIndexBytes),
  );
  return [...byPlace].map(([place, accepted]) =>
    compare(place, { examDate: rows.examDate(place), hazardCode: rows.hazardCode(place) }, accepted),
  );
}

/** An accepted record that neither was replaced nor withdrawn. */
interface AcceptedRecord {
  readonly submission_id: number;
  readonly row_no: number;
  /** The submission that reported it first, if it is a correction. */
  readonly corrects_id: number | null;
  readonly exam_date: string;
  readonly hazard_code: string | null;
  readonly number: string;
}

function compare(
  index: number,
  record: Pick<ExamRecord, 'examDate' | 'hazardCode'>,
  accepted: readonly AcceptedRecord[],
): KnownRecord {
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

/**
 * The institution's accepted records of some workers.
 *
 * @param workerIndexes 16 bytes for each worker asked for
 * @returns by the worker's place among those asked for
 */
export async function readAccepted(
  db: Database,
  scope: KnownScope,
  workerIndexes: Buffer,
): Promise<ReadonlyMap<number, readonly AcceptedRecord[]>> {
  const byPlace = new Map<number, AcceptedRecord[]>();
  if (workerIndexes.length === 0) return byPlace;
  for (const { place, ...record } of await acceptedOfWorkers[dialectOf(db)](db, scope, workerIndexes)) {
    const known = byPlace.get(place);
    if (known === undefined) byPlace.set(place, [record]);
    else known.push(record);
  }
  return byPlace;
}

type Placed = AcceptedRecord & { readonly place: number };

/**
 * The order of the tables is ours: one look into the index for each worker asked for. Left to itself, and with a list of
 * thousands of values in a condition, MariaDB reads all records instead.
 */
const acceptedOfWorkers = {
  mariadb: askMariadb,
  sqlite: askSqlite,
} as const;

/**
 * The workers travel as one value, which a sequence takes apart: a list of them in the text of the statement costs the
 * server twice as much. The length of the sequence is one of a few, so that few statements are prepared.
 */
function askMariadb(
  db: Database,
  { institutionId, kind }: KnownScope,
  workerIndexes: Buffer,
): Promise<readonly Placed[]> {
  const count = workerIndexes.length / workerIndexBytes;
  const places = 2 ** Math.ceil(Math.log2(count));
  return queryBinary<Placed>(
    db,
    `SELECT STRAIGHT_JOIN asked.seq AS place, r.submission_id, r.row_no, s.corrects_id, r.exam_date, r.hazard_code, s.number
    FROM seq_0_to_${places - 1} AS asked
    JOIN exam_records AS r FORCE INDEX (exam_records_worker)
      ON r.worker_index = SUBSTR(?, asked.seq * ${workerIndexBytes} + 1, ${workerIndexBytes}) AND r.institution_id = ?
    JOIN submissions AS s FORCE INDEX (PRIMARY) ON s.id = r.submission_id
    LEFT JOIN (record_replacements AS gone JOIN submissions AS replacing ON replacing.id = gone.submission_id)
      ON gone.replaced_submission_id = r.submission_id AND gone.replaced_row = r.row_no
      AND replacing.state = 'accepted'
    WHERE asked.seq < ? AND r.kind = ? AND s.state = 'accepted' AND gone.submission_id IS NULL`,
    [workerIndexes, institutionId, count, kind],
  );
}

async function askSqlite(
  db: Database,
  { institutionId, kind }: KnownScope,
  workerIndexes: Buffer,
): Promise<readonly Placed[]> {
  const workers = workerIndexes.toString('hex').match(/.{32}/g) ?? [];
  return db.raw(
    `SELECT asked.key AS place, r.submission_id, r.row_no, s.corrects_id, r.exam_date, r.hazard_code, s.number
    FROM json_each(?) AS asked
    CROSS JOIN exam_records AS r INDEXED BY exam_records_worker
      ON r.worker_index = unhex(asked.value) AND r.institution_id = ?
    CROSS JOIN submissions AS s ON s.id = r.submission_id
    WHERE r.kind = ? AND s.state = 'accepted' AND NOT EXISTS (
      SELECT 1 FROM record_replacements AS gone
      JOIN submissions AS replacing ON replacing.id = gone.submission_id AND replacing.state = 'accepted'
      WHERE gone.replaced_submission_id = r.submission_id AND gone.replaced_row = r.row_no)`,
    [JSON.stringify(workers), institutionId, kind],
  );
}
