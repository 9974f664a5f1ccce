import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { toStoredTime } from '../../../src/clock.js';
import { inTransaction } from '../../../src/database/index.js';
import type { Correction } from '../../../src/reports/corrections/correction.js';
import { run as runCommand } from '../../../src/reports/reconciliation/command.js';
import { reconcile } from '../../../src/reports/reconciliation/reconcile.js';
import { cancelSubmission } from '../../../src/reports/submissions/cancel.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { describeOnEachDatabase, opener } from '../../support/databases.js';
import { ask } from '../../web/support/ask.js';
import { keysOf, rowsOf } from '../support/correction-files.js';
import { openReportGround, type ReportGround, sample, sampleWithWarning } from '../support/report-ground.js';
import { startReportSite } from '../support/report-site.js';

describeOnEachDatabase('reconciliation', (open) => {
  let ground: ReportGround;
  let accepted: Submission;
  let corrected: Submission;
  let withdrawn: Submission;
  let refused: Submission;
  let waiting: Submission;
  let cancelled: Submission;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    await addSupervisors(ground, ['supervisor01', 'supervisor02']);
    const file = sample({ rows: 6 });
    accepted = await send(file);
    const about = { corrects: accepted, reason: '誤植' } as const;
    corrected = await send(rowsOf(file, [1], { 身高: '171.5' }), { purpose: 'correction', ...about });
    withdrawn = await send(keysOf(file, [2]), { purpose: 'withdrawal', ...about });
    refused = await send(sample({ rows: 10, seed: 7, errors: 2 }));
    waiting = await send(sampleWithWarning());
    cancelled = await send(sampleWithWarning(4));
    await cancelSubmission(ground.services, cancelled, byOperator);
    await ground.work();
    later(60);
    const states = await ground.db('submissions').orderBy('id').pluck('state');
    expect(states).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'refused',
      'awaiting-confirmation',
      'cancelled',
    ]);
  });

  it('finds nothing where everything adds up', async () => {
    expect(await look()).toEqual({ faults: [], fresh: [] });
  });

  it('raises the alarm for a record that is missing, once, and ends it when it is back', async () => {
    const { db } = ground;
    const where = { submission_id: accepted.id, row_no: 4 };
    const { record_id: _, ...record } = await db('exam_records').where(where).first();
    await db('exam_records').where(where).delete();
    const fault = { kind: 'records', subject: accepted.number, expected: 6, found: 5 };
    const logged = ground.logged.length;
    expect(await look()).toEqual({ faults: [fault], fresh: [fault] });
    expect(await look()).toEqual({ faults: [fault], fresh: [] });
    expect(await mailedTo()).toEqual(['supervisor01@agency.example', 'supervisor02@agency.example']);
    expect(await db('audit_entries').where({ action: 'reconciliation.alarm' }).count({ n: '*' })).toEqual([
      { n: 1 },
    ]);
    expect(ground.logged.slice(logged)).toMatchObject([{ level: 50, faults: [fault] }]);

    await db('exam_records').insert(record);
    expect(await look()).toEqual({ faults: [], fresh: [] });
    const [line] = await db('reconciliation_faults').where({ kind: 'records' });
    expect(line).toMatchObject({ state: 'ended', ended_at: toStoredTime(ground.now) });
  });

  it('tells again of what was in order and is not any more', async () => {
    const { db } = ground;
    await db('submissions').where({ id: accepted.id }).update({ good_count: 5 });
    const first = await look();
    expect(first.fresh.map(({ kind }) => kind)).toEqual(['counts', 'records']);
    await db('submissions').where({ id: accepted.id }).update({ good_count: 6 });
    await look();
    await db('submissions').where({ id: accepted.id }).update({ good_count: 5 });
    expect((await look()).fresh).toHaveLength(2);
    await db('submissions').where({ id: accepted.id }).update({ good_count: 6 });
    await look();
  });

  it('finds a correction and a withdrawal that replace fewer records than they say', async () => {
    const { db } = ground;
    const lines = await db('record_replacements').select();
    await db('record_replacements').delete();
    const found = { expected: 1, found: 0, kind: 'places' };
    expect((await look()).faults).toEqual([
      { ...found, subject: corrected.number },
      { ...found, subject: withdrawn.number },
    ]);
    await db('record_replacements').insert(lines);
    expect((await look()).faults).toEqual([]);
  });

  it('counts what two supervisors deleted after its time as there', async () => {
    const { db } = ground;
    const where = { submission_id: accepted.id, row_no: 4 };
    const { record_id: _, ...record } = await db('exam_records').where(where).first();
    const proposal = await proposeDeletion(ground);
    await db('exam_records').where(where).delete();
    await db('retention_deletions').insert({ proposal_id: proposal, submission_id: accepted.id, records: 1 });
    expect((await look()).faults).toEqual([]);
    await db('retention_deletions').delete();
    await db('exam_records').insert(record);
  });

  it('has rows removed that a refused submission has left', async () => {
    const { db } = ground;
    await db('record_replacements').insert({
      submission_id: refused.id,
      row_no: 2,
      replaced_submission_id: accepted.id,
      replaced_row: 2,
    });
    const fault = { kind: 'leftovers', subject: refused.number, expected: 0, found: 1 };
    expect((await look('recent')).fresh).toEqual([fault]);
    // Its removal is on the way.
    expect((await look('recent')).faults).toEqual([]);
    await ground.work();
    expect(await db('record_replacements').where({ submission_id: refused.id })).toEqual([]);
  });

  it('puts a submission back to work that no job would move on', async () => {
    const { db } = ground;
    const stuck = await ground.send(sample({ rows: 5, seed: 50 }));
    await db('jobs').where({ subject: stuck.number }).delete();
    later(60);
    const fault = { kind: 'stuck', subject: stuck.number, expected: 1, found: 0 };
    expect((await look('recent')).fresh).toEqual([fault]);
    await ground.work();
    expect((await ground.read(stuck.number)).state).toBe('accepted');
    expect((await look()).faults).toEqual([]);
  });

  it('arranges the end of a confirmation that nobody would end', async () => {
    const { db } = ground;
    await db('jobs').where({ subject: waiting.number, kind: 'submission.lapse' }).delete();
    expect((await look('recent')).fresh).toMatchObject([{ kind: 'stuck', subject: waiting.number }]);
    const [job] = await db('jobs').where({ subject: waiting.number, kind: 'submission.lapse' });
    const { lapsesAt } = await ground.read(waiting.number);
    expect(job).toMatchObject({ state: 'waiting', due_at: toStoredTime(lapsesAt ?? ground.now) });
  });

  it('finds an accepted submission without its receipt', async () => {
    const { db } = ground;
    const receipt = await db('receipts').where({ submission_id: accepted.id }).first();
    await db('receipts').where({ submission_id: accepted.id }).delete();
    expect((await look()).faults).toEqual([
      { kind: 'receipt', subject: accepted.number, expected: 1, found: 0 },
    ]);
    await db('receipts').insert(receipt);
    await look();
  });

  it('finds documents without a file and files without a document', async () => {
    const { db } = ground;
    const lost = accepted.file.documentId ?? '';
    const stray = corrected.file.documentId ?? '';
    const row = await db('documents').where({ id: stray }).first();
    await db('documents').where({ id: stray }).delete();
    const path = pathOf(ground, lost);
    rmSync(path);
    const old = new Date(ground.now.getTime() - 5 * 86_400_000);
    utimesSync(pathOf(ground, stray), old, old);
    const { faults } = await look();
    expect([...faults].sort((a, b) => a.kind.localeCompare(b.kind))).toEqual([
      { kind: 'lostfile', subject: lost, expected: 1, found: 0 },
      { kind: 'strayfile', subject: stray, expected: 0, found: 1 },
    ]);
    await db('documents').insert(row);
    expect((await look()).faults).toHaveLength(1);
    await db('documents').where({ id: lost }).delete();
    expect((await look()).faults).toEqual([]);
  });

  it('of two gateways that look at once, one raises the alarm', async () => {
    const { db } = ground;
    await db('mails').delete();
    await db('submissions').where({ id: withdrawn.id }).update({ error_row_count: 3 });
    await Promise.all([look(), look()]);
    expect(await mailedTo()).toHaveLength(2);
    await db('submissions').where({ id: withdrawn.id }).update({ error_row_count: 0 });
    await look();
  });

  it('is a command: 0 where everything adds up, 1 where not, 2 for a call that says nothing', async () => {
    expect(await command([])).toEqual([0, 'Everything adds up.\n']);
    await ground.db('submissions').where({ id: withdrawn.id }).update({ good_count: 3 });
    const [code, text] = await command(['--json']);
    expect(code).toBe(1);
    expect(JSON.parse(text).faults).toEqual([
      { kind: 'counts', subject: withdrawn.number, expected: 1, found: 3 },
      { kind: 'places', subject: withdrawn.number, expected: 3, found: 1 },
    ]);
    expect(await command([])).toEqual([
      1,
      `counts     ${withdrawn.number} expected 1, found 3\nplaces     ${withdrawn.number} expected 3, found 1\n`,
    ]);
    expect((await command(['--now']))[0]).toBe(2);
    await ground.db('submissions').where({ id: withdrawn.id }).update({ good_count: 1 });
    expect((await command([]))[0]).toBe(0);
  });

  async function send(bytes: Buffer, correction?: Correction) {
    const sent = await ground.send(bytes, correction === undefined ? {} : { correction });
    await ground.work();
    return ground.read(sent.number);
  }

  function look(extent: 'recent' | 'all' = 'all') {
    const { db, documents, jobServices } = ground;
    return reconcile({ db, documents, clock: () => ground.now, log: jobServices.log }, extent);
  }

  function later(minutes: number): void {
    ground.now = new Date(ground.now.getTime() + minutes * 60_000);
  }

  async function mailedTo(): Promise<string[]> {
    return ground
      .db('mails')
      .where({ event: 'reconciliation-alarm' })
      .orderBy('recipient')
      .pluck('recipient');
  }

  async function command(args: string[]): Promise<[number, string]> {
    let text = '';
    const write = (more: string) => {
      text += more;
    };
    // The command closes the database that it opens.
    const db = new Proxy(ground.db, {
      get: (target, name) => (name === 'destroy' ? async () => undefined : Reflect.get(target, name)),
    });
    const code = await runCommand(
      args,
      { stdout: { write }, stderr: { write: () => undefined } },
      {
        openDatabase: async () => db,
        clock: () => ground.now,
        documentDirectory: join(ground.directory, 'documents'),
      },
    );
    return [code, text];
  }
});

describe('the page of what does not add up', () => {
  const open = opener('sqlite');

  it('shows supervisors what was found and what to do', async () => {
    const ground = await openReportGround(await open());
    const [accountId = 0] = await addSupervisors(ground, ['supervisor01']);
    const { number } = await ground.send(sample());
    await ground.work();
    ground.now = new Date(ground.now.getTime() + 3_600_000);
    await ground.db('submissions').where({ number }).update({ good_count: 9 });
    const { db, documents, jobServices } = ground;
    await reconcile({ db, documents, clock: () => ground.now, log: jobServices.log }, 'recent');
    const site = await startReportSite(ground);
    const { headers } = site.signInStaff(accountId, 'supervisor');
    const page = await (await ask(`${site.url}/reconciliation`, { headers })).text();
    expect(page).toContain('申報筆數與存入、退回筆數不符');
    expect(page).toContain(number);
    expect(page).toContain('請系統管理人員查看日誌');
  });
});

async function addSupervisors(
  { db, now }: ReportGround,
  names: readonly string[],
): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const name of names) {
    const [id = 0] = await db('accounts').insert({
      user_name: name,
      user_name_key: name,
      role: 'supervisor',
      institution_id: null,
      state: 'active',
      name: '陳主管',
      email: `${name}@agency.example`,
      password_hash: 'x',
      password_kind: 'own',
      password_set_at: toStoredTime(now),
      profile_completed_at: toStoredTime(now),
      generation: 1,
      created_at: toStoredTime(now),
    });
    ids.push(Number(id));
  }
  return ids;
}

async function proposeDeletion({ db, now, institution }: ReportGround): Promise<number> {
  const [id = 0] = await inTransaction(db, (trx) =>
    trx('retention_proposals').insert({
      state: 'approved',
      as_of: '2026-11-22',
      records: 1,
      submissions: 1,
      periods: '{}',
      digest: Buffer.alloc(32),
      reason: 'x',
      proposed_by: institution.accountId,
      proposer: 'supervisor01',
      proposed_at: toStoredTime(now),
      expires_at: toStoredTime(now),
    }),
  );
  return Number(id);
}

function pathOf({ directory }: ReportGround, id: string): string {
  const folder = join(directory, 'documents', id.slice(0, 2));
  if (!readdirSync(folder).includes(id)) throw new TypeError('The document has no file.');
  return join(folder, id);
}
