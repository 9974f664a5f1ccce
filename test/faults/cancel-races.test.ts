import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import { byOperator } from '../../src/accounts/index.js';
import { cancelSubmission } from '../../src/reports/submissions/cancel.js';
import { confirmSubmission } from '../../src/reports/submissions/confirm.js';
import type { Submission } from '../../src/reports/submissions/submission.js';
import {
  openReportGround,
  type ReportGround,
  sample,
  sampleWithWarning,
} from '../reports/support/report-ground.js';
import { describeOnEachDatabase } from '../support/databases.js';

vi.setConfig({ testTimeout: 60_000 });

describeOnEachDatabase('a submission that is cancelled while it moves on', (open) => {
  let ground: ReportGround;

  beforeEach(async () => {
    ground = await openReportGround(await open());
  });

  it('is either cancelled or accepted, at whichever moment the two meet', async () => {
    // A thread that is loaded already makes all runs alike.
    await ground.send(sample({ rows: 400, seed: 1 }));
    await ground.work();
    await ground.send(sample({ rows: 400, seed: 2 }));
    const begun = performance.now();
    await ground.work();
    const took = performance.now() - begun;
    for (let round = 0; round < rounds; round += 1) {
      const sent = await ground.send(sample({ rows: 400, seed: 1_000 * (round + 1) }));
      const working = ground.work();
      const until = performance.now() + (took * round) / (rounds - 3);
      while (performance.now() < until) await setImmediate();
      await expectOneWinner(sent, await cancel(sent), working);
    }
  });

  it('is cancelled or confirmed when both are asked at once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const sent = await ground.send(sampleWithWarning(3 + round));
      await ground.work();
      const waiting = await ground.read(sent.number);
      expect(waiting.state).toBe('awaiting-confirmation');
      const answers = await Promise.allSettled([
        cancelSubmission(ground.services, waiting, byOperator),
        confirmSubmission(ground.services, waiting, byOperator),
      ]);
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await expectOneWinner(sent, answers[0].status === 'fulfilled', ground.work());
    }
  });

  it('cannot be cancelled between being confirmed and being accepted', async () => {
    const sent = await ground.send(sampleWithWarning());
    await ground.work();
    await confirmSubmission(ground.services, await ground.read(sent.number), byOperator);
    await expectOneWinner(sent, await cancel(sent), ground.work());
    expect((await ground.read(sent.number)).state).toBe('accepted');
  });

  /** Whether it was cancelled; when not, it is said that it cannot be any more. */
  async function cancel({ number }: Submission): Promise<boolean> {
    return cancelSubmission(ground.services, await ground.read(number), byOperator).then(
      () => true,
      (error: { code?: string }) => {
        expect(error.code).toBe('ERR_SUBMISSION_NOT_CANCELLABLE');
        return false;
      },
    );
  }

  async function expectOneWinner(
    { id, number }: Submission,
    isCancelled: boolean,
    working: Promise<void>,
  ): Promise<void> {
    await working;
    await ground.work();
    const { state, counts } = await ground.read(number);
    expect(state).toBe(isCancelled ? 'cancelled' : 'accepted');
    const stored = isCancelled ? 0 : (counts?.rows ?? -1);
    const { db } = ground;
    for (const [table, expected] of [
      ['exam_records', stored],
      ['receipts', isCancelled ? 0 : 1],
    ] as const) {
      const [counted] = await db(table).where({ submission_id: id }).count({ n: '*' });
      expect({ number, table, rows: Number(counted?.n) }).toEqual({ number, table, rows: expected });
    }
    const ends = await db('audit_entries')
      .where({ target_reference: number })
      .whereIn('action', ['submission.accept', 'submission.cancel'])
      .pluck('action');
    expect(ends).toEqual([isCancelled ? 'submission.cancel' : 'submission.accept']);
    const mails = await db('mails').where({ event: 'submission-accepted' }).pluck<string[]>('params');
    expect(mails.filter((params) => params.includes(number))).toHaveLength(isCancelled ? 0 : 1);
    expect(ground.failures).toEqual([]);
  }
});

/** From before the job is taken until after its end, in steps. */
const rounds = 12;
