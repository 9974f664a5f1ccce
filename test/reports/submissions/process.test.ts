import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { loadReport } from '../../../src/reports/findings/load-report.js';
import { findReceiptOf, readReceipt } from '../../../src/reports/receipts/receipt-store.js';
import { cancelSubmission } from '../../../src/reports/submissions/cancel.js';
import { confirmSubmission } from '../../../src/reports/submissions/confirm.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import {
  addInstitution,
  openReportGround,
  type ReportGround,
  sample,
  sampleWithWarning,
} from '../support/report-ground.js';

describeOnEachDatabase('the way of a submission', (open) => {
  let ground: ReportGround;

  beforeEach(async () => {
    ground = await openReportGround(await open());
  });

  afterEach(() => ground.close());

  describe('of a clean file', () => {
    it('ends with every row stored, a receipt, a mail and an audit entry', async () => {
      const { number, id } = await ground.send(sample({ rows: 2_450 }));
      await ground.work();
      expect(ground.failures).toEqual([]);
      expect(await ground.read(number)).toMatchObject({
        state: 'accepted',
        counts: { rows: 2_450, good: 2_450, errors: 0, rowsWithErrors: 0, warnings: 0 },
        encoding: 'utf-8',
        stop: null,
      });
      expect(await countRows('exam_records', id)).toBe(2_450);
      const receipt = await findReceiptOf(ground.db, id);
      expect(receipt && readReceipt(receipt)).toMatchObject({
        submission: number,
        institution: { code: '1268650500', name: '測試醫院' },
        account: { userName: 'reporter', name: '王申報' },
        card: { profile: 'citizen' },
        file: { name: '健檢.csv' },
        counts: { rows: 2_450, stored: 2_450, warningsConfirmed: 0 },
        verifyAt: `https://jianbao.test/receipts/verify?number=${receipt?.number}`,
      });
      expect(await mails()).toEqual(['submission-accepted']);
      expect(await actions()).toEqual(['submission.receive', 'submission.accept']);
    });

    it('is done by one of several institutions for itself: the same workers at another are no duplicates', async () => {
      const other = await addInstitution(ground.db, '0101010101', 'other');
      const first = await ground.send(sample());
      const second = await ground.send(sample({ institutionCode: '0101010101' }), { institution: other });
      await ground.work();
      expect(await states(first, second)).toEqual(['accepted', 'accepted']);
    });
  });

  describe('of a file with errors', () => {
    it('ends refused: nothing is stored, the report says every cell, the file is gone', async () => {
      const { number, id } = await ground.send(sample({ rows: 5_000, errors: 12 }));
      await ground.work();
      expect(ground.failures).toEqual([]);
      const submission = await ground.read(number);
      expect(submission).toMatchObject({
        state: 'refused',
        stop: null,
        counts: { rows: 5_000, rowsWithErrors: 12 },
      });
      expect(await countRows('exam_records', id)).toBe(0);
      expect(await countRows('exam_record_chunks', id)).toBe(0);
      const report = (await loadReport(ground.services, id))?.report;
      expect(report?.rowsWithErrors).toBe(12);
      expect(report?.details).toHaveLength((report?.errors ?? 0) + (report?.warnings ?? 0));
      expect(ground.storedFiles()).toEqual([submission.file.findingsDocumentId]);
      expect(await ground.db('documents').pluck('id')).toEqual([submission.file.findingsDocumentId]);
      expect(await mails()).toEqual(['submission-refused']);
    });

    it('lets the same bytes be sent again as a new submission', async () => {
      const file = sample({ rows: 10, errors: 1 });
      const first = await ground.send(file);
      await ground.work();
      const second = await ground.send(file);
      expect(second.number).not.toBe(first.number);
    });
  });

  describe('of a file with warnings', () => {
    it('waits for the reporter, then takes the waiting rows in', async () => {
      const { number, id } = await ground.send(sampleWithWarning());
      await ground.work();
      const waiting = await ground.read(number);
      expect(waiting).toMatchObject({
        state: 'awaiting-confirmation',
        counts: { rows: 20, good: 20, errors: 0, warnings: 1 },
        lapsesAt: new Date('2026-12-06T02:00:00Z'),
      });
      expect(await findReceiptOf(ground.db, id)).toBeUndefined();
      expect(await mails()).toEqual(['submission-awaiting']);
      await confirmSubmission(ground.services, waiting, byOperator);
      await ground.work();
      expect(ground.failures).toEqual([]);
      expect(await states(waiting)).toEqual(['accepted']);
      expect(await countRows('exam_records', id)).toBe(20);
      const receipt = await findReceiptOf(ground.db, id);
      expect(receipt && readReceipt(receipt).counts).toEqual({ rows: 20, stored: 20, warningsConfirmed: 1 });
      expect((await loadReport(ground.services, id))?.report.warnings).toBe(1);
    });

    it('is confirmed once, and not after it was cancelled', async () => {
      const { number } = await ground.send(sampleWithWarning());
      await ground.work();
      const waiting = await ground.read(number);
      const both = await Promise.allSettled([
        confirmSubmission(ground.services, waiting, byOperator),
        confirmSubmission(ground.services, waiting, byOperator),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(cancelSubmission(ground.services, waiting, byOperator)).rejects.toMatchObject({
        code: 'ERR_SUBMISSION_NOT_CANCELLABLE',
      });
      await ground.work();
      expect(await states(waiting)).toEqual(['accepted']);
      expect(await ground.db('receipts').count({ n: '*' })).toEqual([{ n: 1 }]);
    });

    it('leaves nothing when it is cancelled', async () => {
      const { number, id } = await ground.send(sampleWithWarning());
      await ground.work();
      await cancelSubmission(ground.services, await ground.read(number), byOperator);
      await ground.work();
      const cancelled = await ground.read(number);
      expect(cancelled).toMatchObject({ state: 'cancelled', file: { documentId: null } });
      expect(await countRows('exam_records', id)).toBe(0);
      expect(ground.storedFiles()).toEqual([cancelled.file.findingsDocumentId]);
      expect(await ground.db('documents').pluck('id')).toEqual([cancelled.file.findingsDocumentId]);
    });

    it('lapses when nobody confirms it in time', async () => {
      const { number, id } = await ground.send(sampleWithWarning());
      await ground.work();
      ground.now = new Date('2026-12-06T01:59:59Z');
      await ground.work();
      expect((await ground.read(number)).state).toBe('awaiting-confirmation');
      ground.now = new Date('2026-12-06T02:00:00Z');
      await ground.work();
      expect((await ground.read(number)).state).toBe('lapsed');
      expect(await countRows('exam_records', id)).toBe(0);
    });
  });

  describe('of exams that are on record', () => {
    it('is refused with the submission that reported them', async () => {
      const first = await ground.send(sample({ rows: 30 }));
      await ground.work();
      const second = await ground.send(Buffer.concat([sample({ rows: 30 }), Buffer.from('\r\n')]));
      await ground.work();
      expect(await states(first, second)).toEqual(['accepted', 'refused']);
      const report = (await loadReport(ground.services, second.id))?.report;
      expect(report?.groups).toMatchObject([
        { code: 'RPT_DUPLICATE_OF_ACCEPTED', count: 30, params: { submission: first.number } },
      ]);
    });

    it('is refused also when they were accepted after it was judged', async () => {
      const first = await ground.send(sampleWithWarning());
      await ground.work();
      // The same rows in another order, the unusual one among them, so that both wait.
      const second = await ground.send(Buffer.concat([sampleWithWarning(), Buffer.from('\r\n')]));
      await ground.work();
      expect(await states(first, second)).toEqual(['awaiting-confirmation', 'awaiting-confirmation']);
      await confirmSubmission(ground.services, await ground.read(first.number), byOperator);
      await confirmSubmission(ground.services, await ground.read(second.number), byOperator);
      await ground.work();
      expect(ground.failures).toEqual([]);
      expect(await states(first, second)).toEqual(['accepted', 'refused']);
      expect(await ground.read(second.number)).toMatchObject({ counts: { rows: 20, good: 0, errors: 20 } });
      expect(await countRows('exam_records', second.id)).toBe(0);
    });
  });

  it('is cut short by cancelling while it waits its turn', async () => {
    const { number, id } = await ground.send(sample());
    await cancelSubmission(ground.services, await ground.read(number), byOperator);
    await ground.work();
    expect(ground.failures).toEqual([]);
    expect((await ground.read(number)).state).toBe('cancelled');
    expect(await countRows('exam_records', id)).toBe(0);
    expect(ground.storedFiles()).toEqual([]);
  });

  it('is given up, and nobody waits for ever, when its file cannot be read', async () => {
    const { number, file } = await ground.send(sample());
    await ground.documents.remove(file.documentId ?? '');
    while ((await ground.read(number)).state !== 'refused') {
      await ground.work();
      ground.now = new Date(ground.now.getTime() + 600_000);
    }
    expect((await ground.read(number)).stop).toEqual({ code: 'ERR_SUBMISSION_GIVEN_UP', params: {} });
    expect(ground.failures).toHaveLength(8);
  });

  it('gives one submission for the same bytes sent twice at once, and keeps one file', async () => {
    const file = sample();
    const sent = await Promise.all([ground.send(file), ground.send(file), ground.send(file)]);
    expect(new Set(sent.map(({ number }) => number)).size).toBe(1);
    expect(ground.storedFiles()).toHaveLength(1);
    expect(await ground.db('jobs').where({ kind: 'submission.process' }).count({ n: '*' })).toEqual([
      { n: 1 },
    ]);
  });

  it('gives the first submission for its Idempotency-Key, also after it was refused', async () => {
    const file = sample({ errors: 1 });
    const first = await ground.send(file, { key: 'k1' });
    await ground.work();
    expect((await ground.send(file, { key: 'k1' })).number).toBe(first.number);
    expect((await ground.send(file, { key: 'k2' })).number).not.toBe(first.number);
    await expect(ground.send(sample({ seed: 5 }), { key: 'k1' })).rejects.toMatchObject({
      code: 'ERR_UPLOAD_KEY_REUSED',
      params: { submission: first.number },
    });
    const other = await addInstitution(ground.db, '0101010101', 'other');
    const theirs = await ground.send(sample({ seed: 5 }), { key: 'k1', institution: other });
    expect(theirs.number).not.toBe(first.number);
  });

  async function countRows(table: string, submissionId: number): Promise<number> {
    const [counted] = await ground.db(table).where({ submission_id: submissionId }).count({ n: '*' });
    return Number(counted?.n);
  }

  async function states(...submissions: readonly Submission[]): Promise<string[]> {
    return Promise.all(submissions.map(async ({ number }) => (await ground.read(number)).state));
  }

  async function mails(): Promise<string[]> {
    return ground.db('mails').orderBy('id').pluck('event');
  }

  async function actions(): Promise<string[]> {
    return ground.db('audit_entries').orderBy('seq').pluck('action');
  }
});
