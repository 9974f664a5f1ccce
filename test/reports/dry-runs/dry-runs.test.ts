import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taipeiDate, toStoredTime } from '../../../src/clock.js';
import { inTransaction } from '../../../src/database/index.js';
import { expireDryRuns, giveUpDryRun } from '../../../src/reports/dry-runs/remove-dry-run.js';
import { preferenceOf } from '../../../src/reports/submissions/wait-as-preferred.js';
import { type Installation, startInstallation } from '../../support/installation.js';
import { keysOf, rowsOf } from '../support/correction-files.js';
import { sample, sampleWithWarning } from '../support/report-ground.js';

let installation: Installation;
const tokens: Record<string, string> = {};
const today = taipeiDate(new Date());
const good = sample({ today });
const bad = rowsOf(good, [1, 2], { 身高: '999' });

beforeAll(async () => {
  installation = await startInstallation();
  for (const name of ['reporter01', 'manager01']) tokens[name] = await installation.logIn(name);
}, 60_000);
afterAll(() => installation?.stop());

async function ask(path: string, init: RequestInit = {}, as = 'reporter01') {
  const answer = await fetch(`${installation.origin}${path}`, {
    ...init,
    headers: { 'accept-language': 'en', ...init.headers, authorization: `Bearer ${tokens[as]}` },
  });
  const text = await answer.text();
  const json: Record<string, unknown> = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: answer.status, json };
}

const send = (root: string, body: Buffer, query = 'kind=general') =>
  ask(`${root}?${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/csv', prefer: 'wait=20' },
  });
const dryRun = (body: Buffer, query?: string) => send('/api/v1/dry-runs', body, query);
const report = (body: Buffer, query?: string) => send('/api/v1/submissions', body, query);

describe('a dry run', () => {
  it.each([
    ['good', good, 'accepted'],
    ['bad', bad, 'refused'],
    ['no table at all', Buffer.from('%PDF-1.7 no table'), 'refused'],
    ['doubtful', sampleWithWarning(2), 'awaiting-confirmation'],
  ])(
    'finds in a file that is %s what reporting it finds, and leaves nothing of it',
    async (_, file, verdict) => {
      const { db, services } = installation.gateway;
      const before = await counts();
      const tried = await dryRun(file);
      expect([tried.status, tried.json.status, tried.json.verdict]).toEqual([200, 'judged', verdict]);
      expect(await counts()).toEqual(before);
      const kept = db('documents').where({ owner: `dry-run:${tried.json.number}` });
      // The file is gone; the list of what was found in it is left.
      const found = Number(tried.json.errors) + Number(tried.json.warnings);
      expect(await kept.pluck('purpose')).toEqual(found === 0 ? [] : ['findings']);
      const stored = [];
      for await (const { id } of services.documents.list()) stored.push(id);
      const known = await db('documents').pluck('id');
      expect(stored.filter((id) => !known.includes(id))).toEqual([]);

      const reported = await report(file);
      expect(reported.json.status).toBe(verdict);
      for (const name of ['rows', 'good', 'errors', 'warnings', 'rowsWithErrors', 'encoding', 'stop']) {
        expect(tried.json[name], name).toEqual(reported.json[name]);
      }
      const findings = async (of: Record<string, unknown>) =>
        (await ask(`${(of.links as { self: string }).self}/errors`)).json;
      expect(await findings(tried.json)).toEqual(await findings(reported.json));
      if (verdict === 'awaiting-confirmation') {
        await ask(`/api/v1/submissions/${reported.json.number}/cancel`, { method: 'POST' });
      }
    },
  );

  it('knows what is on record: the same again is a duplicate, a correction of it is none', async () => {
    const file = sample({ today, seed: 7 });
    const { json } = await report(file);
    expect(json.status).toBe('accepted');
    expect((await dryRun(file)).json.verdict).toBe('refused');
    const reason = 'reason=wrong%20height';
    const mended = await dryRun(rowsOf(file, [1]), `corrects=${json.number}&${reason}`);
    expect(mended.json).toMatchObject({ purpose: 'correction', verdict: 'accepted', rows: 1 });
    const withdrawn = await dryRun(keysOf(file, [1, 2]), `withdraws=${json.number}&${reason}`);
    expect(withdrawn.json).toMatchObject({ purpose: 'withdrawal', verdict: 'accepted', rows: 2 });
    const records = await installation.gateway.db('record_replacements').count({ n: '*' });
    expect(records).toEqual([{ n: 0 }]);
  });

  it('is nobody’s but the account’s that sent it, and gone when it is removed or its day is over', async () => {
    const { db, services } = installation.gateway;
    const { json } = await dryRun(bad);
    const { self } = json.links as { self: string };
    expect((await ask(self)).status).toBe(200);
    for (const path of [self, `${self}/errors`]) {
      const other = await ask(path, {}, 'manager01');
      expect([other.status, other.json.code]).toEqual([404, 'ERR_DRY_RUN_NOT_FOUND']);
    }
    await db('dry_runs')
      .where({ number: json.number })
      .update({ expires_at: toStoredTime(new Date(Date.now() - 1)) });
    expect((await ask(self)).status).toBe(404);
    await expireDryRuns(services);
    expect(await db('dry_runs').where({ number: json.number })).toEqual([]);
    const second = (await dryRun(good)).json;
    const path = `/api/v1/dry-runs/${second.number}`;
    expect((await ask(path, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(path)).status).toBe(404);
  });

  it('says so when it could not be judged, and keeps nothing', async () => {
    const { db } = installation.gateway;
    const { json } = await dryRun(good);
    const number = String(json.number);
    const document_id = 'ab'.repeat(16);
    await db('dry_runs').where({ number }).update({ state: 'waiting', document_id, outcome: null });
    const job = { kind: 'dry-run.judge', subject: number } as never;
    await inTransaction(db, (trx) => giveUpDryRun(trx, job, new Date()));
    const { json: now } = await ask(`/api/v1/dry-runs/${number}`);
    expect(now).toMatchObject({ status: 'failed', verdict: null, errors: null });
    expect(await db('dry_runs').where({ number }).first('document_id')).toEqual({ document_id: null });
  });

  it('waits in a line of at most twenty, and refused ones leave no file', async () => {
    const { db, services } = installation.gateway;
    const { number } = (await dryRun(good)).json;
    const { id: _id, ...row } = await db('dry_runs').where({ number }).first();
    const waiting = Array.from({ length: 20 }, (_, at) => ({
      ...row,
      number: `D1151122-${String.fromCharCode(65 + at).repeat(6)}`,
      state: 'waiting',
    }));
    await db('dry_runs').insert(waiting);
    const files = async () => {
      let count = 0;
      for await (const _ of services.documents.list()) count += 1;
      return count;
    };
    const before = await files();
    const answer = await dryRun(good);
    expect([answer.status, answer.json.code]).toEqual([429, 'ERR_DRY_RUN_TOO_MANY']);
    expect(await files()).toBe(before);
    await db('dry_runs').where({ state: 'waiting' }).delete();
  });

  it('is not begun by a word that there is not: a slip of the pen would report', async () => {
    for (const word of ['dryRun=true', 'dry-run=1', 'correct=S1151122-7K3M9Q']) {
      const { status, json } = await report(good, `kind=general&${word}`);
      expect([status, (json.errors as { code: string }[])[0]?.code]).toEqual([422, 'ERR_API_MEMBER_UNKNOWN']);
    }
  });
});

describe('what a program prefers', () => {
  it.each([
    ['', 0, []],
    ['respond-async', 0, ['respond-async']],
    ['wait=10', 10, ['wait=10']],
    ['Respond-Async, wait="5"; x=1', 5, ['respond-async', 'wait=5']],
    ['wait=100000', 30, ['wait=30']],
    ['wait=5, wait=9', 5, ['wait=5']],
    ['wait=-1', 0, []],
    ['return=minimal, handling=lenient', 0, []],
  ])('%s', (header, seconds, applied) => {
    expect(preferenceOf(header)).toEqual({ seconds, applied });
  });

  it('is answered at once without it', async () => {
    const answer = await ask('/api/v1/submissions?kind=general', {
      method: 'POST',
      body: sample({ today, seed: 31 }),
      headers: { 'content-type': 'text/csv', prefer: 'respond-async' },
    });
    expect([answer.status, answer.json.status]).toEqual([202, 'received']);
    // What was decided long ago is told at once all the same.
    const again = await ask('/api/v1/submissions?kind=general', {
      method: 'POST',
      body: sample({ today, seed: 7 }),
      headers: { 'content-type': 'text/csv' },
    });
    expect([again.status, again.json.status]).toEqual([202, 'accepted']);
  });
});

/** What others see: submissions, records, claims, what is staged. */
async function counts() {
  const { db } = installation.gateway;
  const tables = [
    'submissions',
    'exam_records',
    'exam_record_chunks',
    'submission_findings',
    'mails',
    'receipts',
  ];
  const all = tables.map(async (table) => [table, (await db(table).count({ n: '*' }))[0]?.n]);
  return Object.fromEntries(await Promise.all(all));
}
