import { beforeEach, describe, expect, it } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { inTransaction } from '../../../src/database/index.js';
import { loadReport } from '../../../src/reports/findings/load-report.js';
import { keepPolicy } from '../../../src/reports/policies/policy-store.js';
import type { RowsPolicy } from '../../../src/reports/policies/rows-policy.js';
import { findReceiptOf, readReceipt } from '../../../src/reports/receipts/receipt-store.js';
import { ruleSentence } from '../../../src/reports/rules/sentence.js';
import type { WarningCode } from '../../../src/reports/rules/table.js';
import { confirmSubmission } from '../../../src/reports/submissions/confirm.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { describeOnEachDatabase, opener } from '../../support/databases.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

describeOnEachDatabase('rows without errors are accepted', (open, dialect) => {
  /** What no database does differently. */
  const itOnce = it.skipIf(dialect === 'mariadb');

  let ground: ReportGround;

  beforeEach(async () => {
    ground = await openReportGround(await open());
    return () => ground.close();
  });

  itOnce('only where the agency allows it and the institution chose it', async () => {
    for (const [agency, institution, state] of [
      ['all', 'all', 'refused'],
      ['all', 'good', 'refused'],
      ['good', 'all', 'refused'],
      ['good', 'good', 'accepted'],
    ] as const) {
      await choose(ground, agency, institution);
      const { number } = await ground.send(withErrors([2, 5]));
      await ground.work();
      expect((await ground.read(number)).state).toBe(state);
    }
    expect(ground.failures).toEqual([]);
  });

  it('and the counts add up wherever they are told', async () => {
    await choose(ground, 'good', 'good');
    const submission = await sendAndWork(withErrors([2, 5, 9]));
    expect(submission).toMatchObject({
      state: 'accepted',
      rowsPolicy: 'good',
      counts: { rows: 10, good: 7, rowsWithErrors: 3, confirmable: 0 },
    });
    expect(await storedRows(submission)).toEqual([3, 4, 6, 7, 8, 10, 11]);
    const receipt = await findReceiptOf(ground.db, submission.id);
    expect(receipt && readReceipt(receipt).counts).toEqual({
      rows: 10,
      stored: 7,
      refused: 3,
      warningsConfirmed: 0,
    });
    expect(await ground.db('mails').pluck('event')).toEqual(['submission-accepted']);
    const [entry] = await ground.db('audit_entries').where({ action: 'submission.accept' }).pluck('bytes');
    expect(JSON.parse(String(entry)).detail).toMatchObject({ rows: 10, good: 7, rowsWithErrors: 3 });
  });

  itOnce('after the reporter has confirmed the warnings in them, and in no others', async () => {
    await choose(ground, 'good', 'good');
    // Unusual heights in rows 3 and 5, of which row 5 is refused for another reason.
    const { number } = await ground.send(
      changed({ 3: { 身高: '211.0' }, 5: { 身高: '211.0', 性別: '男人' } }),
    );
    await ground.work();
    const waiting = await ground.read(number);
    expect(waiting).toMatchObject({
      state: 'awaiting-confirmation',
      counts: { good: 9, rowsWithErrors: 1, warnings: 2, confirmable: 1 },
    });
    await confirmSubmission(ground.services, waiting, byOperator);
    await ground.work();
    const accepted = await ground.read(number);
    expect(accepted.state).toBe('accepted');
    const receipt = await findReceiptOf(ground.db, accepted.id);
    expect(receipt && readReceipt(receipt).counts).toEqual({
      rows: 10,
      stored: 9,
      refused: 1,
      warningsConfirmed: 1,
    });
  });

  itOnce('but a file without a good row is refused, as is one that cannot be read', async () => {
    await choose(ground, 'good', 'good');
    const all = await sendAndWork(withErrors([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
    expect(all).toMatchObject({ state: 'refused', counts: { good: 0, rowsWithErrors: 10 } });
    const broken = await sendAndWork(Buffer.from('x'));
    expect(broken.state).toBe('refused');
    expect(await ground.db('exam_records').count({ n: '*' })).toEqual([{ n: 0 }]);
  });

  it('when rows were accepted from another file before the confirmation came: the file is judged again', async () => {
    await choose(ground, 'good', 'good');
    const { number } = await ground.send(changed({ 3: { 身高: '211.0' }, 6: { 性別: '男人' } }));
    await ground.work();
    const lines = changed({}).toString().split('\r\n');
    // Row 8 of the file that waits.
    await sendAndWork(Buffer.from([lines[0], lines[7]].join('\r\n')));
    await confirmSubmission(ground.services, await ground.read(number), byOperator);
    await ground.work();
    const again = await ground.read(number);
    expect(again).toMatchObject({
      state: 'awaiting-confirmation',
      counts: { rows: 10, good: 8, rowsWithErrors: 2 },
    });
    const report = await loadReport(ground.services, again.id);
    expect(report?.report.groups.map(({ code, ranges }) => [code, ranges])).toContainEqual([
      'RPT_DUPLICATE_OF_ACCEPTED',
      [[8, 8]],
    ]);
    await confirmSubmission(ground.services, again, byOperator);
    await ground.work();
    expect((await ground.read(number)).state).toBe('accepted');
    expect(await storedRows(again)).toEqual([2, 3, 4, 5, 7, 9, 10, 11]);
    expect(ground.failures).toEqual([]);
  });

  itOnce('unless the agency counts a warning as an error', async () => {
    await choose(ground, 'good', 'good', ['RPT_VALUE_UNUSUAL']);
    const submission = await sendAndWork(changed({ 3: { 身高: '211.0' } }));
    expect(submission).toMatchObject({
      state: 'accepted',
      counts: { good: 9, rowsWithErrors: 1, warnings: 0 },
    });
    const report = await loadReport(ground.services, submission.id);
    const [finding] = report?.report.details ?? [];
    expect(finding && ruleSentence('zh-Hant', finding)).toBe(
      '這個數值少見（通常在 130 到 210 cm 之間）。請對照檢驗報告，正確即可確認。（主管機關規定：有這種情形的列不能收件，確認無效；請查明後更正。）',
    );
  });

  async function sendAndWork(bytes: Buffer): Promise<Submission> {
    const { number } = await ground.send(bytes);
    await ground.work();
    return ground.read(number);
  }

  function storedRows({ id }: Submission): Promise<readonly number[]> {
    return ground.db('exam_records').where({ submission_id: id }).orderBy('row_no').pluck('row_no');
  }
});

describe('refused rows', () => {
  const open = opener('sqlite');
  let ground: ReportGround;
  let site: ReportSite;

  beforeEach(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    await choose(ground, 'good', 'good');
    return () => ground.close();
  });

  it('come back in the layout that was uploaded with the reason, and are accepted once they are mended', async () => {
    const { number } = await ground.send(changed({ 4: { 身高: '17' }, 9: { 性別: '男人', 身高: '' } }));
    await ground.work();
    const csv = await download(number, 'csv');
    const original = changed({ 4: { 身高: '17' }, 9: { 性別: '男人', 身高: '' } })
      .toString()
      .split('\r\n');
    const lines = csv.split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(`\uFEFF${original[0]},退回原因`);
    expect(lines[1]).toBe(
      `${original[3]},（原檔第 4 列）身高：這個數值不可能：應在 50 到 250 cm 之間。請檢查小數點、單位，或是否填錯欄。`,
    );
    expect(lines[2]?.startsWith(`${original[8]},`)).toBe(true);
    // As it is it is not accepted again; mended, with the column left where it is, it is.
    const asItIs = await sendAndRead(Buffer.from(csv));
    expect(asItIs).toMatchObject({ state: 'refused', stop: null, counts: { rows: 2, rowsWithErrors: 2 } });
    const header = (original[0] ?? '').split(',');
    const mended = lines.map((line, at) => {
      const good = changed({}).toString().split('\r\n')[at === 1 ? 3 : 8];
      if (at === 0 || line === '') return line;
      return `${good}${line
        .split(',')
        .slice(header.length)
        .map((cell) => `,${cell}`)
        .join('')}`;
    });
    const accepted = await sendAndRead(Buffer.from(mended.join('\r\n')));
    expect(accepted).toMatchObject({ state: 'accepted', counts: { rows: 2, good: 2 } });
  });

  it('come back as a workbook, and as JSON Lines were sent', async () => {
    const csv = changed({ 4: { 身高: '17' } }).toString();
    const [head = '', ...rows] = csv.split('\r\n').filter((line) => line !== '');
    const names = head.split(',');
    const json = rows.map((row) =>
      JSON.stringify(Object.fromEntries(row.split(',').map((cell, at) => [names[at], cell]))),
    );
    const { number } = await ground.send(Buffer.from(json.join('\n')), { name: '健檢.jsonl' });
    await ground.work();
    const { state } = await ground.read(number);
    expect(state).toBe('accepted');
    const session = await site.signIn(ground.institution);
    const answer = await fetch(`${site.url}/submissions/${number}/refused.xlsx`, {
      headers: session.headers,
    });
    const workbook = Buffer.from(await answer.arrayBuffer());
    const again = await sendAndRead(workbook);
    expect(again).toMatchObject({ state: 'refused', stop: null, counts: { rows: 1, rowsWithErrors: 1 } });
    const report = await loadReport(ground.services, again.id);
    expect(
      report?.report.details.map(({ row, code, column, value }) => [row, code, column?.name, value]),
    ).toEqual([[2, 'RPT_VALUE_IMPOSSIBLE', '身高', '17']]);
  });

  it('are nobody else’s, and there are none of a file that was refused as a whole', async () => {
    await choose(ground, 'all', 'all');
    const { number } = await ground.send(withErrors([2]));
    await ground.work();
    const session = await site.signIn(ground.institution);
    const answer = await fetch(`${site.url}/submissions/${number}/refused.csv`, { headers: session.headers });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('沒有退回的列');
  });

  async function download(number: string, format: string): Promise<string> {
    const session = await site.signIn(ground.institution);
    const answer = await fetch(`${site.url}/submissions/${number}/refused.${format}`, {
      headers: session.headers,
    });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer()).toString('utf8');
  }

  async function sendAndRead(bytes: Buffer): Promise<Submission> {
    const { number } = await ground.send(bytes);
    await ground.work();
    return ground.read(number);
  }
});

async function choose(
  { db, institution, now }: ReportGround,
  agency: RowsPolicy,
  own: RowsPolicy,
  strict: readonly WarningCode[] = [],
): Promise<void> {
  const { accountId } = institution;
  await inTransaction(db, async (trx) => {
    await keepPolicy(trx, { institution: null, accountId, rows: agency, strict }, byOperator, now);
    await keepPolicy(trx, { institution, accountId, rows: own, strict: [] }, byOperator, now);
  });
}

let serial = 0;

/** Ten exams with errors in some rows, never the same file twice. */
function withErrors(rows: readonly number[]): Buffer {
  serial += 1;
  const changes = Object.fromEntries(rows.map((row) => [row, { 性別: `男人${serial}` }]));
  return changed(changes);
}

/** Ten exams without quotes, with cells of some rows changed. */
function changed(changes: Readonly<Record<number, Readonly<Record<string, string>>>>): Buffer {
  const [head = '', ...all] = sample({ rows: 40, seed: 5 }).toString().split('\r\n');
  const names = head.split(',');
  const rows = all.filter((row) => !row.includes('"') && row.split(',').length === names.length).slice(0, 10);
  const lines = rows.map((row, index) => {
    const cells = row.split(',');
    for (const [name, text] of Object.entries(changes[index + 2] ?? {})) cells[names.indexOf(name)] = text;
    return cells.join(',');
  });
  return Buffer.from(`${[head, ...lines].join('\r\n')}\r\n`);
}
