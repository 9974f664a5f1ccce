import { beforeAll, describe, expect, it } from 'vitest';
import { retentionRulesMigration } from '../../../migrations/0128-retention-rules.js';
import { inTransaction } from '../../../src/database/index.js';
import { formatDateTime } from '../../../src/locales/index.js';
import { findReceiptOf } from '../../../src/reports/receipts/receipt-store.js';
import { findDeletions } from '../../../src/reports/retention/find-deletions.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { describeOnEachDatabase, opener } from '../../support/databases.js';
import { ask, jsonOf } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { groundAfterDeletion, reasons } from '../support/ground-after-deletion.js';
import { type ReportGround, start } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

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
    expect((await ground.read(other.number)).reason).toBe(reasons.kept);
    const salted = await db('audit_salts')
      .innerJoin('audit_entries', 'audit_entries.seq', 'audit_salts.seq')
      .where({ action: 'submission.receive' })
      .pluck('target_reference');
    expect(salted).toEqual([other.number]);
  });
});

describeOnEachDatabase('what was deleted before rules were noted', (open) => {
  it('has those of its kind that its proposal names', async () => {
    const { ground, first, correction } = await groundAfterDeletion(await open());
    const { db } = ground;
    await db('submissions').where({ id: first.id }).update({ kind: 'special' });
    await db('retention_proposals').update({ periods: '{"7":1,"10":0,"30":3}' });
    await db.schema.alterTable('retention_deletions', (table) => void table.dropColumn('periods'));
    await inTransaction(db, (trx) => retentionRulesMigration.up(trx));
    const rulesOf = async (id: number) => (await findDeletions(db, id)).map(({ rules }) => rules);
    expect(await rulesOf(first.id)).toEqual([[{ years: 30, article: 20 }]]);
    expect(await rulesOf(correction.id)).toEqual([[{ years: 7, article: 19 }]]);
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
    expect(shown).not.toContain('以憑證卡簽章這個檔案');
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
