import { beforeEach, expect, it } from 'vitest';
import { findReceiptOf, readReceipt } from '../../../src/reports/receipts/receipt-store.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';

describeOnEachDatabase('the way of a submission', (open) => {
  let ground: ReportGround;

  beforeEach(async () => {
    ground = await openReportGround(await open());
  });

  it('takes in a clean file: every row, a receipt, a mail', async () => {
    const { number, id } = await ground.send(sample({ rows: 450 }));
    await ground.work();
    expect(ground.failures).toEqual([]);
    const submission = await ground.read(number);
    expect(submission).toMatchObject({
      state: 'accepted',
      counts: { rows: 450, good: 450, errors: 0, rowsWithErrors: 0, warnings: 0 },
      encoding: 'utf-8',
      stop: null,
    });
    expect(await ground.db('exam_records').where({ submission_id: id }).count({ n: '*' })).toEqual([
      { n: 450 },
    ]);
    const receipt = await findReceiptOf(ground.db, id);
    expect(receipt && readReceipt(receipt)).toMatchObject({
      submission: number,
      institution: { code: '1268650500', name: '測試醫院' },
      counts: { rows: 450, stored: 450, warningsConfirmed: 0 },
    });
    expect(await ground.db('mails').select('event', 'recipient')).toEqual([
      { event: 'submission-accepted', recipient: 'reporter@example.com' },
    ]);
  });
});
