import { beforeAll, describe, expect, it } from 'vitest';
import { formatDateTime } from '../../../src/locales/index.js';
import { findReceiptOf } from '../../../src/reports/receipts/receipt-store.js';
import { approveDeletion } from '../../../src/reports/retention/decide-proposal.js';
import { proposeDeletion } from '../../../src/reports/retention/propose-deletion.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { describeOnEachDatabase, opener } from '../../support/databases.js';
import { ask, jsonOf } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { keysOf, rowsOf } from '../support/correction-files.js';
import {
  addInstitution,
  openReportGround,
  type ReportGround,
  sample,
  start,
} from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';
import { addSupervisors } from '../support/supervisors.js';

/** What reporters should not write and do. */
const reasons = { correction: '王小明身高誤植', withdrawal: '林美玲重複申報', refused: '陳怡君檔案有誤' };

describeOnEachDatabase('the reasons of corrections and withdrawals', (open) => {
  it('go with the records, also of those that were not accepted, and cannot be guessed from the audit trail', async () => {
    const { ground, correction, withdrawal, refused, other } = await groundAfterDeletion(await open());
    const { db } = ground;
    for (const { number } of [correction, withdrawal, refused]) {
      expect((await ground.read(number)).reason).toBeNull();
    }
    const entries: { bytes: Buffer }[] = await db('audit_entries').select('bytes');
    const told = entries.map(({ bytes }) => bytes.toString()).join('\n');
    for (const reason of Object.values(reasons)) expect(told).not.toContain(reason);
    // What nobody deleted can still be compared with what was typed then.
    expect((await ground.read(other.number)).reason).toBe('留著的');
    const salted = await db('audit_salts')
      .innerJoin('audit_entries', 'audit_entries.seq', 'audit_salts.seq')
      .where({ action: 'submission.receive' })
      .pluck('target_reference');
    expect(salted).toEqual([other.number]);
  });
});

describe('after records were deleted at the end of their time', () => {
  const open = opener('sqlite');
  let ground: ReportGround;
  let submissions: Awaited<ReturnType<typeof groundAfterDeletion>>;
  let site: ReportSite;
  let session: OpenedSession;
  const page = async (path: string, headers = session.headers) => ask(`${site.url}${path}`, { headers });
  const text = async (path: string) => (await page(path)).text();
  const at = formatDateTime('zh-Hant', start);
  const line = (records: number) => `${at} 刪除 ${records} 筆保存期限已滿的健檢紀錄（刪除提議 1）。`;
  const rule = '依據：勞工健康保護規則第 19 條，保存 7 年。';

  beforeAll(async () => {
    submissions = await groundAfterDeletion(await open());
    ground = submissions.ground;
    site = await startReportSite(ground);
    session = await site.signIn(ground.institution);
  });

  it('the submission’s page says when, by which proposal and rule, how many, and what is left', async () => {
    const shown = await text(`/submissions/${submissions.first.number}`);
    expect(shown).toContain(line(3));
    expect(shown).toContain(rule);
    expect(shown).toContain('其餘 1 筆仍保存，可以查詢。');
    expect(shown).toContain('更正或撤回紀錄');
    const whole = await text(`/submissions/${submissions.correction.number}`);
    expect(whole).toContain(line(1));
    expect(whole).toContain('這個申報批次的健檢紀錄都已刪除。');
    expect(whole).toContain('已隨保存期限屆滿的紀錄刪除');
    expect(whole).not.toContain('更正或撤回紀錄');
    const withdrawn = await text(`/submissions/${submissions.withdrawal.number}`);
    expect(withdrawn).toContain(`${at} 刪除這次更正或撤回的上傳檔與事由`);
    expect(withdrawn).not.toContain('筆仍保存');
  });

  it('its line in the list says how many, in the file too', async () => {
    const list = await text('/submissions');
    expect(list.match(/已依保存期限刪除 \d 筆/g)).toEqual(['已依保存期限刪除 1 筆', '已依保存期限刪除 3 筆']);
    const [header = '', ...rows] = (await text('/submissions.csv')).trim().split('\r\n');
    expect(header.split(',').at(-1)).toBe('已依保存期限刪除的筆數');
    expect(rows.map((row) => row.split(',').at(-1))).toEqual(['0', '0', '0', '1', '0', '3']);
  });

  it('the receipt’s page and its verification, open to anyone, say so and show the receipt as issued', async () => {
    const receipt = await findReceiptOf(ground.db, submissions.first.id);
    for (const path of [
      `/submissions/${submissions.first.number}/receipt`,
      `/receipts/verify?number=${receipt?.number}`,
    ]) {
      const shown = await text(path);
      expect(shown).toContain(line(3));
      expect(shown).toContain(rule);
      expect(shown).toContain('收執聯保留');
    }
    expect(await (await page(`/receipts/verify?number=${receipt?.number}`, {})).text()).toContain(line(3));
  });

  it('the API says so and links to no file that is gone', async () => {
    const api = await site.signIn(ground.institution, { carrier: 'bearer' });
    const asked = async ({ number }: Submission) =>
      jsonOf(await page(`/api/v1/submissions/${number}`, api.headers));
    const deletion = { deletedAt: start.toISOString(), proposal: 1, rules: [{ years: 7, article: 19 }] };
    expect(await asked(submissions.first)).toMatchObject({
      deletions: [{ ...deletion, records: 3 }],
      good: 4,
    });
    expect(await asked(submissions.withdrawal)).toMatchObject({
      deletions: [{ ...deletion, records: 0 }],
      reason: null,
    });
    expect(await asked(submissions.refused)).toMatchObject({ deletions: [] });
  });

  it('a link to such a record says so, to its institution and the agency only', async () => {
    const path = `/records/${submissions.first.number}/2`;
    const gone = await page(path);
    expect(gone.status).toBe(410);
    const shown = await gone.text();
    expect(shown).toContain('這筆健檢紀錄不在系統中');
    expect(shown).toContain(line(3));
    expect((await page(`${path}/image`)).status).toBe(410);
    const staff = site.signInStaff(submissions.people.first.accountId, 'supervisor');
    expect((await page(path, staff.headers)).status).toBe(410);
    const stranger = await site.signIn(submissions.stranger);
    expect((await page(path, stranger.headers)).status).toBe(404);
    // What was kept is there, and nothing is made of rows of others.
    expect((await page(`/records/${submissions.first.number}/5`)).status).toBe(200);
    expect((await page(`/records/${submissions.refused.number}/2`)).status).toBe(404);
    expect((await page(`/records/${submissions.first.number}/0`)).status).toBe(404);
  });
});

/**
 * Four records, of which one was corrected and one withdrawn; another correction was refused. All but the last record are past
 * their time and deleted by proposal 1. What was corrected of another submission is kept.
 */
async function groundAfterDeletion(database: Parameters<typeof openReportGround>[0]) {
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
  const other = await send(changed, 'correction', await ground.read(second.number), '留著的');
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
