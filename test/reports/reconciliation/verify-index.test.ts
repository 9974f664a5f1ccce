import { beforeAll, expect, it } from 'vitest';
import { connect } from '../../../src/database/index.js';
import { masterKeyOf } from '../../../src/keys/index.js';
import { reportPurposes } from '../../../src/reports/index.js';
import { compareIndex, type IndexFault } from '../../../src/reports/reconciliation/compare-index.js';
import { run } from '../../../src/reports/reconciliation/verify-command.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { createSink } from '../../support/sink.js';
import { goodSpecialRow, specialFileOf } from '../process/support/judge-special.js';
import { keysOf } from '../support/correction-files.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';

describeOnEachDatabase('what records are found by', (open) => {
  let ground: ReportGround;
  let number: string;
  let special: string;
  const file = sample({ rows: 450 });

  beforeAll(async () => {
    ground = await openReportGround(await open());
    number = (await ground.send(file)).number;
    special = (await ground.send(Buffer.from(specialFileOf([goodSpecialRow])), { kind: 'special' })).number;
    await ground.work();
    const corrects = await ground.read(number);
    await ground.send(keysOf(file, [3]), { correction: { purpose: 'withdrawal', corrects, reason: '誤植' } });
    await ground.work();
    expect(await ground.db('submissions').pluck('state')).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('is what they hold', async () => expect(await look()).toEqual([]));

  it.each([
    ['kind', 'special'],
    ['hazard_code', '05'],
    ['exam_date', '2020-02-02'],
    ['level', 3],
    ['employer_ubn', '12345675'],
    ['worker_index', Buffer.alloc(16)],
  ])('is noticed when somebody changes %s', async (column, value) => {
    const changed = () => record(number, 300);
    const before = await changed().first(column);
    await changed().update({ [column]: value });
    expect(await look()).toEqual([{ submission: number, row: 300, differs: [column] }]);
    await changed().update(before);
  });

  it('is noticed when somebody takes the level or operation of a special exam away', async () => {
    const before = await record(special, 2).first('level', 'hazard_code');
    await record(special, 2).update({ level: null, hazard_code: null });
    expect(await look()).toEqual([{ submission: special, row: 2, differs: ['hazard_code', 'level'] }]);
    await record(special, 2).update(before);
  });

  it('is noticed when somebody exchanges two rows, or takes one or a chunk away', async () => {
    const { db } = ground;
    const [first, second] = [await record(number, 2).first(), await record(number, 3).first()];
    const swap = async (a: object, b: object) => {
      await record(number, 2).update(a);
      await record(number, 3).update(b);
    };
    await swap({ worker_index: second.worker_index }, { worker_index: first.worker_index });
    const both = [2, 3].map((row) => ({ submission: number, row, differs: ['worker_index'] }));
    expect(await look()).toEqual(both);
    await swap({ worker_index: first.worker_index }, { worker_index: second.worker_index });

    await record(number, 2).delete();
    expect(await look()).toEqual([{ submission: number, row: 2, differs: ['missing'] }]);
    const { record_id: _, ...back } = first;
    await db('exam_records').insert(back);

    const chunk = await db('exam_record_chunks')
      .where({ submission_id: await idOf(number) })
      .orderBy('first_row', 'desc')
      .first();
    await db('exam_record_chunks')
      .where({ submission_id: chunk.submission_id, first_row: chunk.first_row })
      .delete();
    const lost = await look();
    expect([lost.length, lost[0]?.differs]).toEqual([451 - chunk.first_row + 1, ['missing']]);
    await db('exam_record_chunks').insert(chunk);
    expect(await look()).toEqual([]);
  });

  it('is told by the command, with the names of columns alone', async () => {
    const services = {
      openDatabase: async () => connect(ground.settings),
      readMasterKey: async () =>
        masterKeyOf(Buffer.from(String(ground.process.masterKey), 'base64'), ground.services.randomBytes),
      clock: ground.services.clock,
      random: ground.services.randomBytes,
      purposes: reportPurposes,
    };
    const ask = async (...args: string[]) => {
      const sink = createSink();
      return { code: await run(args, sink.io, services), out: sink.out() };
    };
    expect(await ask()).toEqual({ code: 0, out: 'Every record is found by what it holds.\n' });
    await record(number, 9).update({ level: 4 });
    expect(await ask()).toEqual({ code: 1, out: `${number}/9 differs in level\n` });
    expect(JSON.parse((await ask('--json')).out)).toEqual({ submission: number, row: 9, differs: ['level'] });
    await record(number, 9).update({ level: null });
    expect((await ask('--everything')).code).toBe(2);
  });

  async function look(): Promise<readonly IndexFault[]> {
    const faults: IndexFault[] = [];
    for await (const fault of compareIndex(ground)) faults.push(fault);
    return faults;
  }

  async function idOf(submission: string): Promise<number> {
    return (await ground.read(submission)).id;
  }

  function record(submission: string, row_no: number) {
    return ground
      .db('exam_records')
      .where({ row_no })
      .whereIn('submission_id', (of) => of.from('submissions').where({ number: submission }).select('id'));
  }
});
