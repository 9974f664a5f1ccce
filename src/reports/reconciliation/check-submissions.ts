import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Fault, FaultKind } from './fault.js';

/** What is looked at. */
export interface Scope {
  /** Only submissions that have ended since; null for all. */
  readonly since: Date | null;
  /** What has changed after this moment may still be under way. */
  readonly settledBefore: Date;
}

/** A look at the database for one kind of fault. */
export interface SubmissionCheck {
  readonly kind: FaultKind;
  readonly look: (db: Database, scope: Scope) => Promise<readonly Fault[]>;
}

/** Everything that must hold of submissions and what is stored of them, in the order in which it is looked at. */
export const submissionChecks: readonly SubmissionCheck[] = [
  { kind: 'counts', look: lookAtCounts },
  { kind: 'records', look: lookAtRecords },
  { kind: 'places', look: lookAtPlaces },
  { kind: 'receipt', look: lookAtReceipts },
  { kind: 'leftovers', look: lookForLeftovers },
  { kind: 'stuck', look: lookForStuck },
];

/** Declared = stored + refused, as the submission itself says. */
async function lookAtCounts(db: Database, scope: Scope): Promise<readonly Fault[]> {
  const rows = await ended(db, scope)
    .whereIn('state', ['accepted', 'refused'])
    .whereNull('stop_code')
    .whereNotNull('row_count')
    .whereRaw('good_count + error_row_count <> row_count')
    .select('number', 'row_count as expected', db.raw('good_count + error_row_count as found'));
  return rows.map(toFault('counts'));
}

/** What was accepted is there, but for what two supervisors have deleted after its time. */
async function lookAtRecords(db: Database, scope: Scope): Promise<readonly Fault[]> {
  const rows = await ended(db, scope)
    .where({ state: 'accepted' })
    .select(
      'number',
      db.raw("case when purpose = 'withdrawal' then 0 else good_count end as expected"),
      db.raw(
        `(select count(*) from exam_records where submission_id = submissions.id) +
         (select coalesce(sum(records), 0) from retention_deletions where submission_id = submissions.id) as found`,
      ),
    );
  return rows.map(toFault('records')).filter(differs);
}

/** Left out where records have been deleted after their time, and their places in histories with them. */
async function lookAtPlaces(db: Database, scope: Scope): Promise<readonly Fault[]> {
  const rows = await ended(db, scope)
    .where({ state: 'accepted' })
    .whereNot({ purpose: 'report' })
    .whereNotExists((deleted) =>
      deleted
        .from('retention_deletions')
        .join('submissions as any', 'any.id', 'retention_deletions.submission_id')
        .whereRaw('coalesce(any.corrects_id, any.id) = submissions.corrects_id')
        .select(db.raw('1')),
    )
    .select(
      'number',
      'good_count as expected',
      db.raw('(select count(*) from record_replacements where submission_id = submissions.id) as found'),
    );
  return rows.map(toFault('places')).filter(differs);
}

async function lookAtReceipts(db: Database, scope: Scope): Promise<readonly Fault[]> {
  const rows = await ended(db, scope)
    .where({ state: 'accepted' })
    .whereNotExists((receipt) =>
      receipt.from('receipts').whereRaw('receipts.submission_id = submissions.id').select(db.raw('1')),
    )
    .select('number', db.raw('1 as expected'), db.raw('0 as found'));
  return rows.map(toFault('receipt'));
}

/** Rows of a submission that was not taken in, although no job is about to remove them. */
async function lookForLeftovers(db: Database, { settledBefore }: Scope): Promise<readonly Fault[]> {
  const rows = await db('submissions')
    .whereIn('state', ['refused', 'cancelled', 'lapsed'])
    .where('ended_at', '<=', toStoredTime(settledBefore))
    .where((anything) => {
      for (const table of stagedTables) anything.orWhereExists(stagedIn(db, table).select(db.raw('1')));
    })
    .whereNotExists(liveJob(db, 'submission.discard'))
    .select('number', db.raw('0 as expected'))
    .select(
      db.raw('? + ? + ? + ? as found', [
        stagedIn(db, 'exam_records').count(),
        stagedIn(db, 'exam_record_chunks').count(),
        stagedIn(db, 'record_replacements').count(),
        stagedIn(db, 'exam_images').count(),
      ]),
    );
  return rows.map(toFault('leftovers'));
}

/** The rows of a submission in one table. */
function stagedIn(db: Database, table: (typeof stagedTables)[number]) {
  return db(table).where({ [`${table}.submission_id`]: db.ref('submissions.id') });
}

const stagedTables = ['exam_records', 'exam_record_chunks', 'record_replacements', 'exam_images'] as const;

/** Submissions that should move on by themselves, and have no job that moves them. */
async function lookForStuck(db: Database, { settledBefore }: Scope): Promise<readonly Fault[]> {
  const before = toStoredTime(settledBefore);
  const faults: Fault[] = [];
  for (const { states, job } of movers) {
    const rows = await db('submissions')
      .whereIn('state', [...states])
      .where('received_at', '<=', before)
      .whereNotExists(liveJob(db, job))
      .select('number', db.raw('1 as expected'), db.raw('0 as found'));
    faults.push(...rows.map(toFault('stuck')));
  }
  return faults;
}

/** Which job moves a submission on from which states. */
export const movers = [
  { states: ['received', 'processing'], job: 'submission.process' },
  { states: ['confirmed'], job: 'submission.accept' },
  { states: ['awaiting-confirmation', 'awaiting-signature'], job: 'submission.lapse' },
] as const;

function liveJob(db: Database, kind: string) {
  return db('jobs')
    .where({ kind })
    .whereIn('state', ['waiting', 'running'])
    .whereRaw('jobs.subject = submissions.number')
    .select(db.raw('1'));
}

function ended(db: Database, { since, settledBefore }: Scope) {
  const query = db('submissions').where('ended_at', '<=', toStoredTime(settledBefore));
  return since === null ? query : query.where('ended_at', '>=', toStoredTime(since));
}

interface FoundRow {
  readonly number: string;
  readonly expected: number | string | null;
  readonly found: number | string | null;
}

function toFault(kind: FaultKind) {
  return ({ number, expected, found }: FoundRow): Fault => ({
    kind,
    subject: number,
    expected: Number(expected ?? 0),
    found: Number(found ?? 0),
  });
}

function differs({ expected, found }: Fault): boolean {
  return expected !== found;
}
