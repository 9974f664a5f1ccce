import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { renderMail } from '../../../src/mail/render-mail.js';
import { loadReport } from '../../../src/reports/findings/load-report.js';
import { receiptPdf } from '../../../src/reports/receipt/receipt-pdf.js';
import { readReceipt } from '../../../src/reports/receipts/receipt-store.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { describeOnEachDatabase, opener } from '../../support/databases.js';
import { ask, jsonOf } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { keysOf, rowsOf } from '../support/correction-files.js';
import { addInstitution, openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

describeOnEachDatabase('a correction', (open) => {
  let ground: ReportGround;
  let first: Submission;
  const file = sample({ rows: 6 });

  beforeEach(async () => {
    ground = await openReportGround(await open());
    first = await ground.send(file);
    await ground.work();
    first = await ground.read(first.number);
    expect(first.state).toBe('accepted');
  });

  it('takes the place of the records about the same exams and leaves the others', async () => {
    const made = await correct(rowsOf(file, [1, 3], { 身高: '171.5' }));
    expect(made).toMatchObject({
      state: 'accepted',
      purpose: 'correction',
      correctsId: first.id,
      reason: '誤植',
    });
    expect(await replacedBy(made)).toEqual([
      { row_no: 2, replaced_submission_id: first.id, replaced_row: 2 },
      { row_no: 3, replaced_submission_id: first.id, replaced_row: 4 },
    ]);
  });

  it('says on its receipt and in its mail that it is one, and what it replaces', async () => {
    const receiptOf = async ({ id }: Submission) =>
      readReceipt(await ground.db('receipts').where({ submission_id: id }).first());
    const made = await correct(rowsOf(file, [1, 3], { 身高: '171.5' }));
    const corrects = {
      purpose: 'correction',
      submission: first.number,
      receipt: (await receiptOf(first)).number,
      records: 2,
    };
    const receipt = await receiptOf(made);
    expect(receipt.corrects).toEqual(corrects);
    expect((await receiptOf(first)).corrects).toBeUndefined();
    const pdf = await receiptPdf(receipt, { language: 'zh-Hant', signerFingerprint: 'ab'.repeat(32) });
    const words = execFileSync('pdftotext', ['-', '-'], { input: pdf }).toString().replaceAll(/\s/g, '');
    expect(words).toContain('勞工健檢申報收執聯（更正）');
    expect(words).toContain(`取代申報批次${first.number}`);
    const mail = await ground
      .db('mails')
      .where({ event: 'submission-accepted' })
      .orderBy('id', 'desc')
      .first();
    expect(JSON.parse(mail.params)).toMatchObject({ corrects });
    const text = renderMail('submission-accepted', JSON.parse(mail.params), {
      language: 'zh-Hant',
      origin: 'https://x.test',
    });
    expect(JSON.stringify(text)).toContain('健檢申報更正已收件');
  });

  it('of a correction belongs to the submission that reported first', async () => {
    const second = await correct(rowsOf(file, [2], { 身高: '171.5' }));
    const third = await correct(rowsOf(file, [2], { 身高: '172.5' }), second);
    expect(third).toMatchObject({ state: 'accepted', correctsId: first.id });
    expect(await replacedBy(third)).toEqual([
      { row_no: 2, replaced_submission_id: second.id, replaced_row: 2 },
    ]);
  });

  it('is refused whole when one row was never reported', async () => {
    const stranger =
      rowsOf(sample({ rows: 3, seed: 9 }), [1])
        .toString()
        .split('\r\n')[1] ?? '';
    const made = await correct(Buffer.concat([rowsOf(file, [1]), Buffer.from(`${stranger}\r\n`)]));
    expect(made).toMatchObject({ state: 'refused', counts: { rows: 2, rowsWithErrors: 1 } });
    expect(await codesOf(made)).toEqual(['RPT_CORRECTION_NO_RECORD']);
    expect(await ground.db('record_replacements').select()).toEqual([]);
  });

  it('does not touch what another submission reported', async () => {
    const other = sample({ rows: 3, seed: 9 });
    const theirs = await ground.send(other);
    await ground.work();
    const made = await correct(rowsOf(other, [1]));
    expect([made.state, await codesOf(made)]).toEqual(['refused', ['RPT_CORRECTION_OTHER_SUBMISSION']]);
    expect((await ground.read(theirs.number)).state).toBe('accepted');
  });

  it('of two about one record that are sent together, the later corrects the earlier', async () => {
    const one = await ground.send(rowsOf(file, [1], { 身高: '171.5' }), correction('correction', first));
    const two = await ground.send(rowsOf(file, [1], { 身高: '172.5' }), correction('correction', first));
    await Promise.all([ground.work(), ground.work()]);
    await ground.work();
    const [earlier, later] = [await ground.read(one.number), await ground.read(two.number)];
    expect([earlier.state, later.state]).toEqual(['accepted', 'accepted']);
    const all = [...(await replacedBy(earlier)), ...(await replacedBy(later))];
    expect(new Set(all.map(({ replaced_submission_id }) => replaced_submission_id)).size).toBe(2);
  });

  it('that comes while another was staged is refused as overtaken', async () => {
    ground.policy.submissionSignature = 'required';
    const slow = await ground.send(rowsOf(file, [1], { 身高: '171.5' }), correction('correction', first));
    await ground.work();
    expect((await ground.read(slow.number)).state).toBe('awaiting-signature');
    ground.policy.submissionSignature = 'optional';
    const quick = await correct(rowsOf(file, [1], { 身高: '172.5' }));
    expect(quick.state).toBe('accepted');
    await ground.db('submissions').where({ id: slow.id }).update({ state: 'confirmed' });
    await ground.enqueueAccept(slow.number);
    await ground.work();
    expect((await ground.read(slow.number)).state).toBe('refused');
    expect(await codesOf(slow)).toEqual(['RPT_CORRECTION_OVERTAKEN']);
    expect(await replacedBy(slow)).toEqual([]);
  });

  it('lets a withdrawn exam be reported again, by the very same file', async () => {
    const withdrawn = await withdraw(keysOf(file, [1, 2, 3, 4, 5, 6]));
    expect(withdrawn).toMatchObject({
      state: 'accepted',
      purpose: 'withdrawal',
      counts: { rows: 6, good: 6 },
    });
    expect(await ground.db('exam_records').where({ submission_id: withdrawn.id })).toEqual([]);
    const again = await ground.send(file);
    await ground.work();
    expect(again.number).not.toBe(first.number);
    expect((await ground.read(again.number)).state).toBe('accepted');
  });

  it('cannot name a withdrawn record', async () => {
    await withdraw(keysOf(file, [1]));
    expect((await correct(rowsOf(file, [1]))).state).toBe('refused');
    expect((await withdraw(keysOf(file, [1, 2]))).state).toBe('refused');
    expect((await withdraw(keysOf(file, [2]))).state).toBe('accepted');
  });

  it('begun again after a run that died keeps nothing of that run', async () => {
    const made = await ground.send(rowsOf(file, [2], { 身高: '171.5' }), correction('correction', first));
    // As a run leaves it that was killed before its end.
    await ground.db('submissions').where({ id: made.id }).update({ state: 'processing', run: 'killed' });
    await ground.db('record_replacements').insert({
      submission_id: made.id,
      row_no: 99,
      replaced_submission_id: first.id,
      replaced_row: 7,
    });
    await ground.work();
    expect((await ground.read(made.number)).state).toBe('accepted');
    expect(await replacedBy(made)).toEqual([
      { row_no: 2, replaced_submission_id: first.id, replaced_row: 3 },
    ]);
  });

  it('does not name a record twice', async () => {
    const made = await withdraw(keysOf(file, [1, 2, 1]));
    expect(made).toMatchObject({ state: 'refused', counts: { rows: 3, errors: 1 } });
    expect(await codesOf(made)).toEqual(['RPT_CORRECTION_TWICE']);
  });

  it.each([
    ['a workbook', Buffer.from('504b0304', 'hex')],
    ['no rows', Buffer.from('worker_id,exam_date\r\n')],
    ['nothing', Buffer.alloc(0)],
    ['the columns of a report', rowsOf(file, [1])],
    ['an exam without a date', Buffer.from('worker_id,exam_date\r\nA123456789,\r\n')],
  ])('withdraws nothing by %s', async (_name, bytes) => {
    expect((await withdraw(bytes)).state).toBe('refused');
  });

  async function correct(bytes: Buffer, corrects = first): Promise<Submission> {
    const made = await ground.send(bytes, correction('correction', corrects));
    await ground.work();
    return ground.read(made.number);
  }

  async function withdraw(bytes: Buffer): Promise<Submission> {
    const made = await ground.send(bytes, correction('withdrawal', first));
    await ground.work();
    return ground.read(made.number);
  }

  async function codesOf({ id }: Submission): Promise<readonly string[]> {
    const kept = await loadReport(ground.services, id);
    return (kept?.report.groups ?? []).map(({ code }) => code);
  }

  function replacedBy({ id }: Submission) {
    return ground
      .db('record_replacements')
      .where({ submission_id: id })
      .orderBy('row_no')
      .select('row_no', 'replaced_submission_id', 'replaced_row');
  }
});

describe('the pages of corrections', () => {
  const open = opener('sqlite');

  it('correct by a file, withdraw one record, and show the history', async () => {
    const ground = await openReportGround(await open());
    const site = await startReportSite(ground);
    const session = await site.signIn(ground.institution);
    const file = sample({ rows: 6 });
    const { number } = await ground.send(file);
    await ground.work();
    expect(await text(site, session, `/submissions/${number}`)).toContain('更正或撤回紀錄');
    expect(await text(site, session, `/submissions/${number}/corrections`)).toContain('更正：以檔案裡的資料');

    const unreasoned = await upload(site, session, number, { purpose: 'correction', reason: ' ' }, file);
    expect(unreasoned.status).toBe(422);
    expect(await unreasoned.text()).toContain('請填寫更正或撤回的事由');

    const order = { purpose: 'correction', reason: '身高誤植' };
    const sent = await upload(site, session, number, order, rowsOf(file, [1], { 身高: '171.5' }));
    expect(sent.status).toBe(303);
    await ground.work();
    const corrected = await text(site, session, sent.headers.get('location') ?? '');
    expect(corrected).toContain('1 筆健檢紀錄已更正。');
    expect(corrected).toContain('身高誤植');

    const old = await text(site, session, `/records/${number}/2`);
    expect(old).toContain('這是較早的版本');
    expect(old).toContain('171.5');
    const page = `/records/${number}/3/withdraw`;
    const body = (reason: string) => new URLSearchParams({ _csrf: session.csrfToken, reason });
    const post = (reason: string) =>
      ask(`${site.url}${page}`, { method: 'POST', headers: session.headers, body: body(reason) });
    expect((await post('')).status).toBe(422);
    const withdrawn = await post('重複申報');
    expect(withdrawn.status).toBe(303);
    await ground.work();
    expect(await text(site, session, withdrawn.headers.get('location') ?? '')).toContain(
      '1 筆健檢紀錄已撤回。',
    );
    expect(await text(site, session, `/records/${number}/3`)).toContain('不再採計');
    const all = await ask(`${site.url}/records`, {
      method: 'POST',
      headers: session.headers,
      body: new URLSearchParams({ _csrf: session.csrfToken, submission: number }),
    });
    expect(await text(site, session, all.headers.get('location') ?? '')).toContain('共 4 筆');
  });

  it('withdraw several records that were ticked on a page, with one reason', async () => {
    const ground = await openReportGround(await open());
    const site = await startReportSite(ground);
    const session = await site.signIn(ground.institution);
    const { id, number } = await ground.send(sample({ rows: 6 }));
    await ground.work();
    const page = `/submissions/${number}/withdraw`;
    const post = (rows: readonly string[], reason: string) => {
      const body = new URLSearchParams({ _csrf: session.csrfToken, reason });
      for (const row of rows) body.append('rows', row);
      return ask(`${site.url}${page}`, { method: 'POST', headers: session.headers, body });
    };
    expect((await text(site, session, page)).match(/name="rows"/g)).toHaveLength(6);
    expect(await text(site, session, `${page}?after=5`)).not.toContain('value="5"');
    expect(await (await post([], '重複申報')).text()).toContain('請勾選要撤回的紀錄');
    const unreasoned = await (await post(['2', '4'], '')).text();
    expect(unreasoned).toContain('請填寫更正或撤回的事由');
    expect(unreasoned.match(/checked/g)).toHaveLength(2);
    expect((await post(['2', '99'], '重複申報')).status).toBe(422);
    const sent = await post(['2', '4', '7'], '重複申報');
    expect(sent.status).toBe(303);
    await ground.work();
    const address = sent.headers.get('location') ?? '';
    expect(await text(site, session, address)).toContain('3 筆健檢紀錄已撤回。');
    const replaced = await ground.db('record_replacements').orderBy('replaced_row').pluck('replaced_row');
    expect(replaced).toEqual([2, 4, 7]);
    expect((await text(site, session, page)).match(/name="rows"/g)).toHaveLength(3);
    expect((await post(['2'], '再一次')).status).toBe(422);
    expect(await ground.db('audit_entries').where({ action: 'record.list' })).not.toHaveLength(0);
    expect((await ground.db('submissions').where({ corrects_id: id })).length).toBe(1);
  });

  it('take corrections from programs', async () => {
    const ground = await openReportGround(await open());
    const site = await startReportSite(ground);
    const program = await site.signIn(ground.institution, { carrier: 'bearer' });
    const file = sample({ rows: 2 });
    const { number } = await ground.send(file);
    const send = (query: string, bytes: Buffer, headers = program.headers) =>
      ask(`${site.url}/api/v1/submissions?${query}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'text/csv' },
        body: bytes.toString(),
      });
    const early = await send(`corrects=${number}&reason=x`, file);
    expect(early.status).toBe(409);
    await ground.work();
    expect((await send(`corrects=${number}&reason=x&kind=special`, file)).status).toBe(422);
    expect((await send(`corrects=${number}`, file)).status).toBe(422);
    const stranger = await site.signIn(await addInstitution(ground.db, '0101010101', 'other'), {
      carrier: 'bearer',
    });
    expect((await send(`corrects=${number}&reason=x`, file, stranger.headers)).status).toBe(404);

    const sent = await send(`corrects=${number}&reason=x&kind=general`, rowsOf(file, [1], { 身高: '171.5' }));
    expect(sent.status).toBe(202);
    expect(await jsonOf(sent)).toMatchObject({ purpose: 'correction', reason: 'x', status: 'received' });
    const gone = await send(`withdraws=${number}&reason=y`, keysOf(file, [2]));
    expect(await jsonOf(gone)).toMatchObject({ purpose: 'withdrawal' });
    await ground.work();
    const states = await ground.db('submissions').orderBy('id').pluck('state');
    expect(states).toEqual(['accepted', 'accepted', 'accepted']);
  });
});

function correction(purpose: 'correction' | 'withdrawal', corrects: Submission) {
  return { correction: { purpose, corrects, reason: '誤植' } };
}

async function text(site: ReportSite, { headers }: OpenedSession, path: string): Promise<string> {
  return (await ask(`${site.url}${path}`, { headers })).text();
}

function upload(
  site: ReportSite,
  { headers, csrfToken }: OpenedSession,
  number: string,
  fields: Readonly<Record<string, string>>,
  file: Buffer,
): Promise<Response> {
  const parts = Object.entries({ _csrf: csrfToken, ...fields }).map(
    ([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = `${parts.join('')}--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${file}\r\n--x--\r\n`;
  return ask(`${site.url}/submissions/${number}/corrections`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=x' },
    body,
  });
}
