import { Readable } from 'node:stream';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { inTransaction } from '../../../src/database/index.js';
import { beginDryRun, type DryRunOrder } from '../../../src/reports/dry-runs/begin-dry-run.js';
import type { DryRun } from '../../../src/reports/dry-runs/dry-run.js';
import { judgeDryRun } from '../../../src/reports/dry-runs/judge-dry-run.js';
import { readKeptRefusedRows } from '../../../src/reports/dry-runs/keep-refused-rows.js';
import { expireDryRuns, giveUpDryRun, removeDryRun } from '../../../src/reports/dry-runs/remove-dry-run.js';
import { findDryRun, listDryRuns } from '../../../src/reports/dry-runs/store.js';
import { reportPurposes } from '../../../src/reports/index.js';
import type { Desk } from '../../../src/reports/intake/desk.js';
import { createThreadPool } from '../../../src/reports/intake/thread-pool.js';
import { reportLimits } from '../../../src/reports/services.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { specialFileOf } from '../process/support/judge-special.js';
import { acceptGoodRows } from '../support/accept-good-rows.js';
import { keysOf, rowsOf } from '../support/correction-files.js';
import { chest, dustRow } from '../support/dust-rows.js';
import { zipOf } from '../support/make-workbook.js';
import { openReportGround, type ReportGround, sample, start } from '../support/report-ground.js';

describeOnEachDatabase('files that are only tried', (open) => {
  let ground: ReportGround;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    return () => ground.close();
  });

  afterEach(async () => {
    const farAhead = () => new Date(start.getTime() + 7 * 86_400_000);
    await expireDryRuns({ ...ground.services, clock: farAhead });
    ground.now = start;
  });

  it('keep the rows that would come back where good rows are taken, and nothing of the others', async () => {
    await acceptGoodRows(ground);
    const file = sample({ rows: 30, errors: 3, seed: 4 });
    const dryRun = await begin(file);
    await ground.work();
    const { outcome, refusedDocumentId } = await read(dryRun);
    expect(outcome).toMatchObject({ verdict: 'accepted', counts: { rows: 30, good: 27, rowsWithErrors: 3 } });
    const { header, parts } = await readKeptRefusedRows(ground.documents.read(refusedDocumentId ?? ''));
    const rows = [];
    for await (const part of parts) rows.push(...part);
    expect(header.join(',')).toBe(file.toString().split('\r\n')[0]?.replace('\uFEFF', ''));
    expect(rows).toHaveLength(3);
    for (const { cells, errors } of rows) {
      expect(errors.length).toBeGreaterThan(0);
      expect(file.toString()).toContain(cells[0]);
    }
  });

  it('of an archive leave its bad rows only, and none of its images', async () => {
    await acceptGoodRows(ground);
    const rows = [
      dustRow('1.jpg', { worker_id: 'A100000001' }),
      dustRow('2.jpg', { worker_id: 'I100000003', sex: '?' }),
    ];
    const archive = zipOf({ '1.jpg': chest(1), '2.jpg': chest(2), 'dust.csv': specialFileOf(rows) });
    const dryRun = await begin(await archive, { kind: 'special' });
    await ground.work();
    const { outcome, findingsDocumentId, refusedDocumentId } = await read(dryRun);
    expect(outcome).toMatchObject({ verdict: 'accepted', counts: { rows: 2, good: 1, rowsWithErrors: 1 } });
    expect([...ground.storedFiles()].sort()).toEqual([findingsDocumentId, refusedDocumentId].sort());
    expect(await ground.db('exam_images').count({ n: '*' })).toEqual([{ n: 0 }]);
    const kept = await readKeptRefusedRows(ground.documents.read(refusedDocumentId ?? ''));
    const refused = [];
    for await (const part of kept.parts) refused.push(...part);
    expect(refused.map(({ cells }) => cells.includes('I100000003') && cells.includes('2.jpg'))).toEqual([
      true,
    ]);
  });

  it('are forgotten with all their files when their day is over, those that still wait too', async () => {
    await acceptGoodRows(ground);
    const judged = await begin(sample({ rows: 30, errors: 3, seed: 4 }));
    await ground.work();
    const waiting = await begin(sample());
    const { accountId } = ground.institution;
    expect((await listDryRuns(ground.db, accountId, ground.now)).map(({ number }) => number)).toEqual([
      waiting.number,
      judged.number,
    ]);
    expect(ground.storedFiles()).toHaveLength(3);

    const dayLater = start.getTime() + 24 * 3_600_000;
    await expireDryRuns({ ...ground.services, clock: () => new Date(dayLater - 1) });
    expect(ground.storedFiles()).toHaveLength(3);
    ground.now = new Date(dayLater);
    expect(await listDryRuns(ground.db, accountId, ground.now)).toEqual([]);
    // Two gateways do it at once.
    await Promise.all([expireDryRuns(ground.services), expireDryRuns(ground.services)]);
    expect(await ground.db('dry_runs').pluck('number')).toEqual([]);
    expect(await ground.db('documents').pluck('id')).toEqual([]);
    expect(ground.storedFiles()).toEqual([]);
    // The job of the one that waited finds nothing to do.
    await ground.work();
    const subjects = [judged.number, waiting.number];
    const jobs = ground.db('jobs').whereIn('subject', subjects);
    expect(await jobs.pluck('state')).toEqual(['done', 'done']);
    expect(ground.failures).toEqual([]);
  });

  it('leave nothing when they are thrown away while they are judged', async () => {
    await acceptGoodRows(ground);
    const dryRun = await begin(sample({ rows: 30, errors: 3, seed: 4 }));
    const { jobServices, keys, settings } = ground;
    const threads = createThreadPool({
      database: settings,
      documentDirectory: jobServices.config.directories.documents,
      keys: () => keys.material('documents', ...reportPurposes.map(({ name }) => name)),
    });
    const desk: Desk = {
      ...jobServices,
      limits: reportLimits,
      threads: {
        ...threads,
        run: (name, task, stop) =>
          threads.run(name, task, stop).finally(async () => {
            expect(ground.storedFiles()).toHaveLength(3);
            await removeDryRun(ground.services, dryRun.number, byOperator);
          }),
      },
    };
    const job = await ground.db('jobs').where({ subject: dryRun.number }).first();
    await ground.db('jobs').where({ id: job.id }).update({ state: 'running', lease: 'ours' });
    await judgeDryRun(desk, { ...job, lease: 'ours' }, new AbortController().signal);
    await threads.close();
    expect(await findDryRun(ground.db, dryRun.number)).toBeUndefined();
    expect(await ground.db('documents').pluck('id')).toEqual([]);
    expect(ground.storedFiles()).toEqual([]);
  });

  it('say so when they could not be judged, and wait in a line of at most twenty', async () => {
    const dryRun = await begin(sample());
    const job = { kind: 'dry-run.judge', subject: dryRun.number } as never;
    await inTransaction(ground.db, (trx) => giveUpDryRun(trx, job, ground.now));
    expect(await read(dryRun)).toMatchObject({ state: 'failed', outcome: null, documentId: null });
    expect(await ground.db('documents').pluck('id')).toEqual([]);

    for (let place = 0; place < 20; place += 1) await begin(sample({ rows: 1 }));
    const before = ground.storedFiles().length;
    await expect(begin(sample({ rows: 1 }))).rejects.toMatchObject({ code: 'ERR_DRY_RUN_TOO_MANY' });
    expect(ground.storedFiles()).toHaveLength(before);
  });

  it('are judged against what is on record: the same again is refused, a correction or withdrawal of it is not', async () => {
    const file = sample();
    const { number } = await ground.send(file);
    await ground.work();
    const accepted = await ground.read(number);
    const again = await begin(file);
    const correction = await begin(rowsOf(file, [1]), {
      correction: { purpose: 'correction', corrects: accepted, reason: '誤植' },
    });
    const withdrawal = await begin(keysOf(file, [1, 2]), {
      correction: { purpose: 'withdrawal', corrects: accepted, reason: '誤植' },
    });
    await ground.work();
    expect(ground.failures).toEqual([]);
    expect((await read(again)).outcome).toMatchObject({ verdict: 'refused', counts: { rowsWithErrors: 10 } });
    expect((await read(correction)).outcome).toMatchObject({ verdict: 'accepted', counts: { good: 1 } });
    expect((await read(withdrawal)).outcome).toMatchObject({ verdict: 'accepted', counts: { good: 2 } });
    expect(await ground.db('record_replacements').count({ n: '*' })).toEqual([{ n: 0 }]);
    expect(await ground.db('submissions').count({ n: '*' })).toEqual([{ n: 1 }]);
  });

  async function begin(
    file: Buffer,
    { kind = 'general', correction }: Partial<Pick<DryRunOrder, 'kind' | 'correction'>> = {},
  ): Promise<DryRun> {
    const { documents, services, institution } = ground;
    const document = await documents.write(Readable.from([file]), {
      purpose: 'submission',
      limitBytes: file.length,
    });
    return beginDryRun(services, {
      kind,
      file: { name: '健檢.csv', document },
      correction,
      institutionId: institution.id,
      accountId: institution.accountId,
      by: byOperator,
    });
  }

  async function read({ number }: DryRun): Promise<DryRun> {
    const dryRun = await findDryRun(ground.db, number);
    if (dryRun === undefined) throw new Error(`There is no dry run ${number}.`);
    return dryRun;
  }
});
