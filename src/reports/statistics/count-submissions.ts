import type { Knex } from 'knex';
import { taipeiDate } from '../../clock.js';
import { type Database, inTransaction, isDuplicate } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import { loadReport } from '../findings/load-report.js';
import { daysToReport } from '../on-time/days-to-report.js';

/**
 * Counts what statistics are made of, for every submission that has ended since the last time. May run in several
 * processes at once: each submission is counted once.
 *
 * @returns how many were counted here
 */
export async function countSubmissions(services: {
  readonly db: Database;
  readonly keys: Keyring;
}): Promise<number> {
  let counted = 0;
  for (const submission of await uncounted(services.db)) {
    const done = await inTransaction(services.db, (trx) => count(services.keys, trx, submission)).catch(
      (error: unknown) => {
        if (isDuplicate(error)) return false;
        throw error;
      },
    );
    if (done) counted += 1;
  }
  return counted;
}

/** Forgets what was counted of submissions whose records have changed; they are counted anew the next time. */
export async function uncount(trx: Knex.Transaction, submissionIds: readonly number[]): Promise<void> {
  for (const table of ['counted_submissions', 'record_counts']) {
    await trx(table).whereIn('submission_id', submissionIds).delete();
  }
}

interface Ended {
  readonly id: number;
  readonly ended_at: string;
}

function uncounted(db: Database): Promise<readonly Ended[]> {
  return db('submissions')
    .whereIn('state', ['accepted', 'refused'])
    .whereNotNull('ended_at')
    .whereNotExists((known) =>
      known
        .from('counted_submissions')
        .whereRaw('counted_submissions.submission_id = submissions.id')
        .select(db.raw('1')),
    )
    .orderBy('id')
    .select<Ended[]>('id', 'ended_at');
}

async function count(keys: Keyring, trx: Knex.Transaction, { id, ended_at }: Ended): Promise<boolean> {
  await trx('counted_submissions').insert({ submission_id: id });
  await trx.raw(countRecords, [lateBefore(new Date(ended_at)), id]);
  const codes = await errorCodes(keys, trx, id);
  if (codes.size > 0) {
    await trx('refusal_counts')
      .insert([...codes].map(([code, places]) => ({ submission_id: id, code, places })))
      .onConflict(['submission_id', 'code'])
      .merge();
  }
  return true;
}

const countRecords = `
  INSERT INTO record_counts (submission_id, hazard_code, exam_month, level, records, late)
  SELECT submission_id, COALESCE(hazard_code, ''), SUBSTR(exam_date, 1, 7), COALESCE(level, 0), COUNT(*),
    SUM(CASE WHEN exam_date < ? THEN 1 ELSE 0 END)
  FROM exam_records JOIN submissions ON submissions.id = exam_records.submission_id AND submissions.state = 'accepted'
  WHERE submission_id = ?
  GROUP BY submission_id, COALESCE(hazard_code, ''), SUBSTR(exam_date, 1, 7), COALESCE(level, 0)`;

/** Exams before this day were reported late by what was taken in at a moment; days are those of Taipei. */
function lateBefore(endedAt: Date): string {
  const day = new Date(`${taipeiDate(endedAt)}T00:00:00Z`);
  return new Date(day.getTime() - daysToReport * 86_400_000).toISOString().slice(0, 10);
}

/** How many places of the file each code refused; from the report, which is sealed since it quotes cells. */
async function errorCodes(
  keys: Keyring,
  trx: Knex.Transaction,
  submissionId: number,
): Promise<ReadonlyMap<string, number>> {
  const codes = new Map<string, number>();
  const kept = await loadReport({ db: trx, keys }, submissionId);
  for (const { code, severity, count: places } of kept?.report.groups ?? []) {
    if (severity === 'error') codes.set(code, (codes.get(code) ?? 0) + places);
  }
  return codes;
}
