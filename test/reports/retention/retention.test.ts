import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approveDeletion,
  refuseDeletion,
  withdrawDeletion,
} from '../../../src/reports/retention/decide-proposal.js';
import { listExpired } from '../../../src/reports/retention/expired-records.js';
import { isExpired, retentionYears } from '../../../src/reports/retention/periods.js';
import { findProposal } from '../../../src/reports/retention/proposal-store.js';
import { proposeDeletion } from '../../../src/reports/retention/propose-deletion.js';
import { hazardOperations } from '../../../src/reports/schema/hazard-operations.js';
import { readContents } from '../../../src/reports/search/read-contents.js';
import { countSubmissions } from '../../../src/reports/statistics/count-submissions.js';
import { describeOnEachDatabase, type OpenDatabase, opener } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import { keysOf } from '../support/correction-files.js';
import { openReportGround, type ReportGround, sample, start, today } from '../support/report-ground.js';
import { startReportSite } from '../support/report-site.js';
import { addSupervisors } from '../support/supervisors.js';

const day = fc
  .date({ min: new Date('1985-01-01'), max: new Date('2026-11-21'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const exam = fc.record({
  kind: fc.constantFrom('general', 'special'),
  hazardCode: fc.constantFrom(...hazardOperations.map(({ code }) => code)),
  examDate: day,
});

describe('times of keeping', () => {
  it('are 7 years, 10, and 30 for the operations of Article 20', () => {
    expect(retentionYears('general', null)).toBe(7);
    expect(hazardOperations.filter(({ code }) => retentionYears('special', code) === 30)).toHaveLength(
      hazardOperations.filter((hazard) => hazard.retentionYears === 30).length,
    );
    expect(retentionYears('special', '02')).toBe(10);
    expect(retentionYears('special', '23')).toBe(30);
    expect(retentionYears('special', null)).toBe(30);
  });

  it.each([
    ['2016-11-22', '2023-11-22', false],
    ['2016-11-22', '2023-11-23', true],
    ['2016-02-29', '2023-02-28', false],
    ['2016-02-29', '2023-03-01', true],
    ['2017-02-28', '2024-02-28', false],
    ['2017-02-28', '2024-02-29', true],
  ])('of a general exam on %s have ended on %s: %s', (examDate, on, ended) => {
    expect(isExpired({ kind: 'general', hazardCode: null, examDate }, on)).toBe(ended);
  });

  it('never end before as many birthdays of the exam have come', () => {
    fc.assert(
      fc.property(exam, day, ({ kind, hazardCode, examDate }, on) => {
        const record = { kind: kind as 'general' | 'special', hazardCode, examDate };
        const years = retentionYears(record.kind, hazardCode);
        const [year = 0, month = 1, date = 1] = examDate.split('-').map(Number);
        const ends = new Date(Date.UTC(year + years, month - 1, date)).toISOString().slice(0, 10);
        // 29 February becomes 1 March, whose day before is the last day.
        const isOver = date === 29 && month === 2 ? on >= ends : on > ends;
        expect(isExpired(record, on)).toBe(isOver);
      }),
    );
  });
});

describeOnEachDatabase('deleting what is past its time', (open) => {
  it('deletes exactly that, of two supervisors, and leaves the rest readable', async () => {
    const ground = await openReportGround(await open());
    const { db } = ground;
    const people = await addSupervisors(db);
    const sent = await ground.send(sample({ rows: 60 }));
    await ground.work();
    const plan = fc.sample(exam, { seed: 7, numRuns: 60 });
    for (const [index, { kind, hazardCode, examDate }] of plan.entries()) {
      await db('exam_records')
        .where({ submission_id: sent.id, row_no: index + 2 })
        .update({ kind, hazard_code: kind === 'general' ? null : hazardCode, exam_date: examDate });
    }
    const gone = plan.flatMap(({ kind, hazardCode, examDate }, index) =>
      isExpired({ kind: kind as 'general', hazardCode, examDate }, today) ? [index + 2] : [],
    );
    expect(gone.length).toBeGreaterThan(10);
    expect(gone.length).toBeLessThan(60);
    const before = await contentsOf(ground, sent.id);
    await db('record_replacements').insert({
      submission_id: sent.id,
      row_no: 9_999,
      replaced_submission_id: sent.id,
      replaced_row: gone[0],
    });

    const id = await proposeDeletion(ground.services, '115 年度清理', people.first);
    await expect(approveDeletion(ground.services, { id, records: '1' }, people.second)).rejects.toMatchObject(
      {
        fields: [{ field: 'records', code: 'ERR_RETENTION_COUNT' }],
      },
    );
    const records = String(gone.length);
    await expect(approveDeletion(ground.services, { id, records }, people.first)).rejects.toMatchObject({
      code: 'ERR_RETENTION_OWN',
    });
    await expect(withdrawDeletion(ground.services, id, people.second)).rejects.toMatchObject({
      code: 'ERR_RETENTION_NOT_PROPOSER',
    });
    await expect(proposeDeletion(ground.services, '再一次', people.second)).rejects.toMatchObject({
      code: 'ERR_RETENTION_PENDING',
    });
    const both = await Promise.allSettled(
      [people.second, people.third].map((by) => approveDeletion(ground.services, { id, records }, by)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'ERR_RETENTION_OVER' },
    });

    const kept = await db('exam_records').where({ submission_id: sent.id }).orderBy('row_no').pluck('row_no');
    expect(kept).toEqual(plan.map((_, index) => index + 2).filter((row) => !gone.includes(row)));
    // Whatever is left opens and is what it was; of the rest nothing is sealed any more.
    const after = await contentsOf(ground, sent.id);
    expect(after).toEqual(before.filter(({ row }) => kept.includes(row)));
    await expect(readContents(ground, [{ submissionId: sent.id, row: gone[0] ?? 0 }])).rejects.toThrow(
      TypeError,
    );
    expect(await db('record_replacements').select()).toEqual([]);
    expect(await ground.read(sent.number)).toMatchObject({ state: 'accepted', file: { documentId: null } });
    expect(ground.storedFiles()).toEqual([]);
    expect(await db('documents').select()).toEqual([]);
    expect(await db('receipts').select('submission_id')).toHaveLength(1);
    expect(await db('retention_deletions').select()).toEqual([
      { proposal_id: id, submission_id: sent.id, records: gone.length, periods: '7,10,30' },
    ]);

    const [entry] = await db('audit_entries').where({ action: 'retention.delete' });
    const told = Buffer.from(entry.bytes).toString();
    expect(told).toContain((await findProposal(db, id))?.digest.toString('hex'));
    expect(told).toContain('115 年度清理');
    const mails = await db('mails')
      .whereIn('event', ['retention-proposed', 'retention-decided'])
      .select('event', 'recipient');
    expect(
      mails
        .map(({ event, recipient }) => `${event} ${recipient}`)
        .sort()
        .slice(-2),
    ).toHaveLength(2);
    expect(mails).toHaveLength(4);

    // Nothing is left to propose, and what is counted anew agrees.
    await countSubmissions(ground);
    expect(await listExpired(db, today)).toEqual([]);
    await expect(proposeDeletion(ground.services, '再一次', people.first)).rejects.toMatchObject({
      code: 'ERR_RETENTION_NOTHING',
    });
  });
});

describe('a proposal to delete', () => {
  const open = opener('sqlite');

  it('takes the file of a withdrawal along, which names the worker', async () => {
    const ground = await openReportGround(await open());
    const people = await addSupervisors(ground.db);
    const file = sample({ rows: 3 });
    const first = await ground.send(file);
    await ground.work();
    const correction = {
      purpose: 'withdrawal',
      corrects: await ground.read(first.number),
      reason: '重複',
    } as const;
    const withdrawal = await ground.send(keysOf(file, [1]), { name: '撤回.csv', correction });
    await ground.work();
    expect((await ground.read(withdrawal.number)).state).toBe('accepted');
    await ground.db('exam_records').where({ submission_id: first.id }).update({ exam_date: '2015-05-05' });
    const id = await proposeDeletion(ground.services, '清理', people.first);
    await approveDeletion(ground.services, { id, records: '3' }, people.second);
    expect(ground.storedFiles()).toEqual([]);
    expect((await ground.read(withdrawal.number)).file.documentId).toBeNull();
  });

  it('does nothing when other records are past their time than were proposed, or the clock was set back', async () => {
    const { ground, people, id, sent } = await groundWithProposal(open);
    await ground
      .db('exam_records')
      .where({ submission_id: sent, row_no: 5 })
      .update({ exam_date: '2001-01-01' });
    const approve = () => approveDeletion(ground.services, { id, records: '2' }, people.second);
    await expect(approve()).rejects.toMatchObject({ code: 'ERR_RETENTION_CHANGED' });
    await ground
      .db('exam_records')
      .where({ submission_id: sent, row_no: 5 })
      .update({ exam_date: '2026-01-01' });
    ground.now = new Date('2019-01-01T00:00:00Z');
    await expect(approve()).rejects.toMatchObject({ code: 'ERR_RETENTION_CHANGED' });
    expect(await ground.db('exam_records').where({ submission_id: sent })).toHaveLength(4);
    ground.now = start;
    await refuseDeletion(ground.services, { id, reason: '先保留' }, people.second);
    expect(await findProposal(ground.db, id)).toMatchObject({
      state: 'refused',
      decision: { reason: '先保留' },
    });
    await expect(approve()).rejects.toMatchObject({ code: 'ERR_RETENTION_OVER' });
  });

  it('lets a proposal lapse after fourteen days, which makes room for another', async () => {
    const { ground, people, id } = await groundWithProposal(open);
    ground.now = new Date(start.getTime() + 14 * 86_400_000);
    await expect(approveDeletion(ground.services, { id, records: '2' }, people.second)).rejects.toMatchObject(
      {
        code: 'ERR_RETENTION_OVER',
      },
    );
    const next = await proposeDeletion(ground.services, '再提', people.second);
    expect(await findProposal(ground.db, id)).toMatchObject({ state: 'lapsed', decision: { by: null } });
    await withdrawDeletion(ground.services, next, people.second);
    expect(await findProposal(ground.db, next)).toMatchObject({ state: 'withdrawn' });
  });

  it('is proposed and approved on pages', async () => {
    const { ground, people, id } = await groundWithProposal(open);
    const site = await startReportSite(ground);
    const { headers, form } = staffOf(site, people.second.accountId);
    const list = await (await ask(`${site.url}/retention`, { headers })).text();
    expect(list).toContain('勞工健康保護規則第 20 條');
    expect(list).toContain('2019-11-22 起');
    expect(list).toContain(`/retention/proposals/${id}`);
    const empty = await form(`/retention/proposals/${id}/approve`, { records: '7' });
    expect(await empty.text()).toContain('輸入的筆數和提議的不同');
    const done = await form(`/retention/proposals/${id}/approve`, { records: '2' });
    expect(done.headers.get('location')).toBe(`/retention/proposals/${id}?done=approved`);
    const page = await (await ask(`${site.url}/retention/proposals/${id}?done=approved`, { headers })).text();
    expect(page).toContain('已核准，紀錄已刪除');
    expect(await (await ask(`${site.url}/retention`, { headers })).text()).toContain(
      '目前沒有保存期限已滿的健檢紀錄',
    );
    const nothing = await form('/retention/proposals', { reason: '再提' });
    expect(await nothing.text()).toContain('不需要提出刪除');
  });

  function staffOf(site: Awaited<ReturnType<typeof startReportSite>>, accountId: number) {
    const { headers, csrfToken } = site.signInStaff(accountId, 'supervisor');
    return {
      headers,
      form: (path: string, fields: Record<string, string>) =>
        ask(`${site.url}${path}`, {
          method: 'POST',
          headers: { ...headers, 'sec-fetch-site': 'same-origin' },
          body: new URLSearchParams({ _csrf: csrfToken, ...fields }),
        }),
    };
  }
});

/** Four records, of which two general ones are past their time, and a proposal to delete them. */
async function groundWithProposal(open: OpenDatabase) {
  const ground = await openReportGround(await open());
  const people = await addSupervisors(ground.db);
  const sent = (await ground.send(sample({ rows: 4 }))).id;
  await ground.work();
  const dates = ['2019-11-21', '2019-01-01', '2019-11-22', '2026-01-01'];
  for (const [index, exam_date] of dates.entries()) {
    await ground
      .db('exam_records')
      .where({ submission_id: sent, row_no: index + 2 })
      .update({ exam_date });
  }
  const id = await proposeDeletion(ground.services, '清理', people.first);
  return { ground, people, id, sent };
}

async function contentsOf(ground: ReportGround, submissionId: number) {
  const rows: number[] = await ground
    .db('exam_records')
    .where({ submission_id: submissionId })
    .orderBy('row_no')
    .pluck('row_no');
  const contents = await readContents(
    ground,
    rows.map((row) => ({ submissionId, row })),
  );
  return rows.map((row, index) => ({ row, values: contents[index]?.values }));
}
