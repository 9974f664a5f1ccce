import { buffer } from 'node:stream/consumers';
import { beforeEach, expect, it } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { inTransaction } from '../../../src/database/index.js';
import { UnsealError } from '../../../src/keys/index.js';
import { findImage } from '../../../src/reports/images/image-store.js';
import { keepPolicy } from '../../../src/reports/policies/policy-store.js';
import { approveDeletion } from '../../../src/reports/retention/decide-proposal.js';
import { proposeDeletion } from '../../../src/reports/retention/propose-deletion.js';
import { cancelSubmission } from '../../../src/reports/submissions/cancel.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { specialFileOf } from '../process/support/judge-special.js';
import { chest, dustRow } from '../support/dust-rows.js';
import { zipOf } from '../support/make-workbook.js';
import { openReportGround, type ReportGround } from '../support/report-ground.js';
import { addSupervisors } from '../support/supervisors.js';

const pictures = [chest(1), chest(2), chest(3)] as const;
const ids = ['A100000001', 'I100000003', 'W100000001'];

describeOnEachDatabase('the images of exams', (open) => {
  let ground: ReportGround;

  beforeEach(async () => {
    ground = await openReportGround(await open());
    return () => ground.close();
  });

  it('are kept with their records, encrypted and without notes about them', async () => {
    const noted = Buffer.concat([
      pictures[0].subarray(0, 2),
      Buffer.from([0xff, 0xfe, 0, 12]),
      Buffer.from('A123456789'),
      pictures[0].subarray(2),
    ]);
    const sent = await send(
      await zipOf({ 't.csv': table(), '1.jpg': noted, '2.jpg': pictures[1], '3.jpg': pictures[2] }),
    );
    expect(sent).toMatchObject({ state: 'accepted', counts: { rows: 3, good: 3 } });
    for (const [index, picture] of pictures.entries()) {
      const link = await findImage(ground, { submissionId: sent.id, row: index + 2 });
      expect(link).toMatchObject({ width: 1024, height: 1024 });
      const stored = await ground.db('documents').where({ id: link?.document }).first();
      expect(stored).toMatchObject({ purpose: 'exam-image', owner: `exam-image:${sent.id}/${index + 2}` });
      expect(await read(link?.document)).toEqual(picture);
    }
    expect(await findImage(ground, { submissionId: sent.id, row: 5 })).toBe(undefined);
    expect(ground.storedFiles()).toHaveLength(4);
  });

  it('are noticed when one row is given that of another', async () => {
    const { id } = await send(await goodZip());
    const rows = () => ground.db('exam_images').where({ submission_id: id }).orderBy('row_no');
    const [second, third] = await rows();
    const image = (row: number) => findImage(ground, { submissionId: id, row });
    const give = (row: number, { document_id, sealed }: { document_id: string; sealed: Buffer }) =>
      ground.db('exam_images').where({ submission_id: id, row_no: row }).update({ document_id, sealed });
    await give(2, third);
    await expect(image(2)).rejects.toThrow(UnsealError);
    await give(2, { ...second, document_id: third.document_id });
    await expect(image(2)).rejects.toThrow(UnsealError);
    await give(2, second);
    expect(await image(2)).toMatchObject({ document: second.document_id });
  });

  it('are gone with the rows when the file is refused', async () => {
    const sent = await send(
      await zipOf({
        't.csv': table({}, {}, { sex: '?' }),
        '1.jpg': pictures[0],
        '2.jpg': pictures[1],
        '3.jpg': pictures[2],
      }),
    );
    expect(sent.state).toBe('refused');
    await expectNothingOf(sent);
  });

  it('are kept of the good rows alone where these are accepted', async () => {
    const { accountId } = ground.institution;
    for (const institution of [null, ground.institution]) {
      const policy = { institution, accountId, rows: 'good', strict: [] } as const;
      await inTransaction(ground.db, (trx) => keepPolicy(trx, policy, byOperator, ground.now));
    }
    const sent = await send(
      await zipOf({
        't.csv': table({}, { sex: '?' }, {}),
        '1.jpg': pictures[0],
        '2.jpg': pictures[1],
        '3.jpg': 'x',
      }),
    );
    expect(sent).toMatchObject({ state: 'accepted', counts: { rows: 3, good: 1, rowsWithErrors: 2 } });
    expect(await ground.db('exam_images').where({ submission_id: sent.id }).pluck('row_no')).toEqual([2]);
    // The image, the file and the list of findings.
    expect(ground.storedFiles()).toHaveLength(3);
  });

  it('go with the records whose time of keeping is over, and only with these', async () => {
    const sent = await send(await goodZip());
    const people = await addSupervisors(ground.db);
    await ground
      .db('exam_records')
      .where({ submission_id: sent.id })
      .whereIn('row_no', [2, 3])
      .update({ exam_date: '1990-01-01' });
    const id = await proposeDeletion(ground.services, '30 年以前', people.first);
    await approveDeletion(ground.services, { id, records: '2' }, people.second);
    expect(await ground.db('exam_images').where({ submission_id: sent.id }).pluck('row_no')).toEqual([4]);
    const link = await findImage(ground, { submissionId: sent.id, row: 4 });
    expect(await read(link?.document)).toEqual(pictures[2]);
    // The archive held every picture.
    expect(ground.storedFiles()).toHaveLength(1);
  });

  it('are gone with the rows when the submission is cancelled before it was confirmed', async () => {
    const zip = await zipOf({
      't.csv': table({}, {}),
      '1.jpg': pictures[0],
      '2.jpg': pictures[1],
      'x.jpg': pictures[2],
    });
    const sent = await send(zip);
    expect(sent).toMatchObject({ state: 'awaiting-confirmation', counts: { warnings: 1 } });
    expect(await ground.db('exam_images').where({ submission_id: sent.id })).toHaveLength(2);
    await cancelSubmission(ground.services, sent, byOperator);
    await ground.work();
    await expectNothingOf(sent);
  });

  async function send(bytes: Buffer): Promise<Submission> {
    const { number } = await ground.send(bytes, { kind: 'special', name: 'dust.zip' });
    await ground.work();
    expect(ground.failures).toEqual([]);
    return ground.read(number);
  }

  function read(id = ''): Promise<Buffer> {
    return buffer(ground.documents.read(id));
  }

  async function expectNothingOf({ id, number }: Submission): Promise<void> {
    expect(await ground.db('exam_images').where({ submission_id: id })).toEqual([]);
    expect(await ground.db('exam_records').where({ submission_id: id })).toEqual([]);
    expect(await ground.db('documents').where({ purpose: 'exam-image' })).toEqual([]);
    const { file } = await ground.read(number);
    expect(ground.storedFiles()).toEqual([file.findingsDocumentId]);
  }
});

function goodZip(): Promise<Buffer> {
  return zipOf({ 't.csv': table(), '1.jpg': pictures[0], '2.jpg': pictures[1], '3.jpg': pictures[2] });
}

/** Three good rows, or as many as there are changes of them. */
function table(...changes: readonly Readonly<Record<string, string>>[]): string {
  const all = changes.length === 0 ? [{}, {}, {}] : changes;
  return specialFileOf(
    all.map((change, index) => dustRow(`${index + 1}.jpg`, { worker_id: ids[index] ?? '', ...change })),
  );
}
