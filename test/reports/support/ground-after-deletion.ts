import { expect } from 'vitest';
import { approveDeletion } from '../../../src/reports/retention/decide-proposal.js';
import { proposeDeletion } from '../../../src/reports/retention/propose-deletion.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import type { TestDatabase } from '../../support/databases.js';
import { keysOf, rowsOf } from './correction-files.js';
import { addInstitution, openReportGround, sample } from './report-ground.js';
import { addSupervisors } from './supervisors.js';

/**
 * Four records, of which one was corrected and one withdrawn; another correction was refused. All but the last record are past
 * their time and deleted by proposal 1. What was corrected of another submission is kept.
 */
export async function groundAfterDeletion(database: TestDatabase) {
  const ground = await openReportGround(database);
  const people = await addSupervisors(ground.db);
  const file = sample({ rows: 4 });
  const send = async (
    bytes: Buffer,
    purpose: 'correction' | 'withdrawal',
    corrects: Submission,
    reason: string,
  ) => {
    const sent = await ground.send(bytes, { correction: { purpose, corrects, reason } });
    await ground.work();
    return sent;
  };
  const first = await ground.send(file);
  await ground.work();
  const accepted = await ground.read(first.number);
  const refused = await send(Buffer.from('身高\r\n1\r\n'), 'correction', accepted, reasons.refused);
  const correction = await send(
    rowsOf(file, [1], { 身高: '171.5' }),
    'correction',
    accepted,
    reasons.correction,
  );
  const withdrawal = await send(keysOf(file, [2]), 'withdrawal', accepted, reasons.withdrawal);
  const kept = sample({ rows: 1, seed: 9 });
  const second = await ground.send(kept);
  await ground.work();
  const changed = rowsOf(kept, [1], { 身高: '171.5' });
  const other = await send(changed, 'correction', await ground.read(second.number), reasons.kept);
  const states = await Promise.all(
    [refused, correction, withdrawal, other].map(({ number }) => ground.read(number)),
  );
  expect(states.map(({ state }) => state)).toEqual(['refused', 'accepted', 'accepted', 'accepted']);
  await ground.db('exam_records').update({ exam_date: '2026-01-05' });
  await ground
    .db('exam_records')
    .where({ submission_id: first.id })
    .whereNot({ row_no: 5 })
    .update({ exam_date: '2015-05-05' });
  await ground.db('exam_records').where({ submission_id: correction.id }).update({ exam_date: '2015-05-05' });
  const id = await proposeDeletion(ground.services, '清理', people.first);
  await approveDeletion(ground.services, { id, records: '4' }, people.second);
  const stranger = await addInstitution(ground.db, '0101010101', 'other');
  return { ground, people, first, refused, correction, withdrawal, other, stranger };
}

/** What reporters should not write and do. */
export const reasons = {
  correction: '王小明身高誤植',
  withdrawal: '林美玲重複申報',
  refused: '陳怡君檔案有誤',
  kept: '張大華身高誤植',
} as const;
