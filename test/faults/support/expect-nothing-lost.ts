import { expect } from 'vitest';
import { readEntries, verifyChain } from '../../../src/audit/index.js';
import { removeOrphans } from '../../../src/documents/index.js';
import { reconcile } from '../../../src/reports/reconciliation/reconcile.js';
import { contextOfChunk } from '../../../src/reports/records/seal-records.js';
import type { ReportGround } from '../../reports/support/report-ground.js';
import type { Task } from './reporter.js';

/** Where files are taken in, as far as it is looked at here. */
export type LookedAtGround = Pick<ReportGround, 'db' | 'documents' | 'keys' | 'read' | 'storedFiles'>;

/** What must hold of all files together, whatever has been killed on their way. */
export async function expectNothingLost(ground: LookedAtGround, tasks: readonly Task[]): Promise<void> {
  await expectOneSubmissionEach(ground, tasks);
  for (const number of await ground.db('submissions').pluck<string[]>('number')) {
    await expectWhole(ground, number);
  }
  await expectNoExamTwice(ground);
  await expectFilesAndRowsAlike(ground);
  // A week later, when nothing can be under way any more.
  const clock = () => new Date(Date.now() + 7 * 86_400_000);
  const { db, documents } = ground;
  const log = { error: () => undefined };
  expect(await reconcile({ db, documents, clock, log }, 'all')).toEqual({ faults: [], fresh: [] });
  expect(await verifyChain(readEntries(ground.db))).toMatchObject({ ok: true });
}

async function expectOneSubmissionEach({ db }: LookedAtGround, tasks: readonly Task[]): Promise<void> {
  const numbers = await db('submissions').orderBy('number').pluck<string[]>('number');
  expect([...new Set(tasks.map(({ number }) => number))].sort()).toEqual(numbers);
  const twins = tasks.filter(({ kind }) => kind === 'twin').length;
  expect(numbers).toHaveLength(tasks.length - twins);
}

/** Declared = stored + refused; what was not taken in has left nothing; each outcome was told and noted once. */
async function expectWhole(ground: LookedAtGround, number: string): Promise<void> {
  const { db } = ground;
  const { id, state, purpose, counts, stop } = await ground.read(number);
  const of = (table: string) => db(table).where({ submission_id: id });
  const records = await of('exam_records').orderBy('row_no').pluck<number[]>('row_no');
  const replacements = await of('record_replacements').orderBy('row_no').pluck<number[]>('row_no');
  const sealed = await sealedRows(ground, id);
  const isTaken = state === 'accepted';
  const stored = isTaken ? (counts?.good ?? -1) : 0;
  expect({ number, state, records: records.length, sealed, replacements: replacements.length }).toEqual({
    number,
    state,
    records: purpose === 'withdrawal' ? 0 : stored,
    sealed: purpose === 'withdrawal' ? [] : records,
    replacements: purpose === 'report' ? 0 : stored,
  });
  if (counts !== null && stop === null) {
    expect(counts.good + counts.rowsWithErrors, number).toBe(counts.rows);
  }
  expect(await of('receipts'), number).toHaveLength(isTaken ? 1 : 0);
  const told = (await db('mails').select('event', 'params')).filter(
    ({ params }) => JSON.parse(params).submission === number,
  );
  const ends = { accepted: 1, refused: 1, cancelled: 0, lapsed: 0 }[state as 'accepted'];
  const endMails = told.filter(({ event }) => event !== 'submission-awaiting');
  expect(endMails, `${number} ${state}`).toHaveLength(ends);
  expect(new Set(told.map(({ event }) => event)).size, number).toBe(told.length);
  const entries = await db('audit_entries').where({ target_reference: number }).pluck<string[]>('action');
  expect(new Set(entries).size, `${number} ${entries}`).toBe(entries.length);
}

async function sealedRows({ db, keys }: LookedAtGround, submissionId: number): Promise<readonly number[]> {
  const chunks = await db('exam_record_chunks').where({ submission_id: submissionId }).orderBy('first_row');
  return chunks.flatMap(({ first_row: firstRow, sealed }) => [
    ...keys.openChunk('exam-records', sealed, contextOfChunk(submissionId, firstRow)).keys(),
  ]);
}

/** Of the records that count, no two are about one exam. */
async function expectNoExamTwice({ db }: LookedAtGround): Promise<void> {
  const counting = await db('exam_records as record')
    .join('submissions as its', 'its.id', 'record.submission_id')
    .where({ 'its.state': 'accepted' })
    .whereRaw(
      `NOT EXISTS (SELECT 1 FROM record_replacements AS gone
         JOIN submissions AS replacing ON replacing.id = gone.submission_id AND replacing.state = 'accepted'
         WHERE gone.replaced_submission_id = record.submission_id AND gone.replaced_row = record.row_no)`,
    )
    .select('worker_index', 'exam_date', 'record.institution_id');
  const exams = counting.map(
    ({ worker_index, exam_date, institution_id }) =>
      `${institution_id} ${worker_index.toString('hex')} ${exam_date}`,
  );
  expect(new Set(exams).size).toBe(exams.length);
}

/** After the next round of clearing up, every file has its row and every row its file. */
async function expectFilesAndRowsAlike({ db, documents, storedFiles }: LookedAtGround): Promise<void> {
  await removeOrphans(db, documents, { before: new Date(Date.now() + 60_000) });
  expect([...storedFiles()].sort()).toEqual(await db('documents').orderBy('id').pluck('id'));
}
