import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysOf, rowsOf } from '../reports/support/correction-files.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';
import { findPerson, type Installation, startInstallation } from '../support/installation.js';
import { type CuttingProxy, startCuttingProxy } from './support/cutting-proxy.js';
import { examFile, examFileWithWarning } from './support/exam-files.js';
import { type Ran, run } from './support/run.js';

let installation: Installation;
let readers: InsertedCards;
let scratch: string;
let token: string;
let seed = 100;

beforeAll(async () => {
  readers = await insertCards(await demoCards(new Date()), ['reporter']);
  installation = await startInstallation();
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-upload-'));
  token = await installation.logIn('reporter01');
}, 60_000);
afterAll(async () => {
  await installation?.stop();
  await readers?.remove();
  await rm(scratch, { recursive: true });
});

async function write(bytes: Buffer): Promise<string> {
  seed += 1;
  const path = join(scratch, `健檢 ${seed}.csv`);
  await writeFile(path, bytes);
  return path;
}

/** Uploads with a session that is there already. */
function upload(path: string, more: readonly string[] = [], origin = installation.origin): Promise<Ran> {
  const args = ['upload', path, '--gateway', origin, '--session-fd', '3', ...more];
  return run(args, { descriptors: { 3: token } });
}

describe('jianbao-card upload', () => {
  it('logs in with the card, reports, fetches the receipt that openssl verifies, and signs out', async () => {
    const path = await write(examFile(seed));
    const folder = join(scratch, 'receipts', 'new');
    const { password } = findPerson(installation.people, 'reporter01');
    const card = ['--module', readers.modulePath, '--softhsm-conf', readers.configFile];
    const account = ['--gateway', installation.origin, '--user', 'reporter01', ...card];
    const args = ['upload', path, ...account, '--receipt-to', folder, '--json'];
    const { exit, json } = await run(args, { answers: [password, '246810'] });
    expect([exit, json.submission.status, json.submission.rows]).toEqual([0, 'accepted', 20]);
    expect(json.receipt.files.map((file: string) => basename(file))).toEqual(
      ['json', 'p7s', 'pdf'].map((form) => `${json.receipt.number}.${form}`),
    );
    const [content, signature, pdf] = json.receipt.files;
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    expect(JSON.parse(await readFile(content, 'utf8')).file).toMatchObject({ name: basename(path), sha256 });
    expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
    const certificate = join(scratch, 'certificate.pem');
    const answer = await fetch(`${installation.origin}/receipts/certificate.pem`);
    await writeFile(certificate, Buffer.from(await answer.arrayBuffer()));
    const verify = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', signature, '-content', content];
    execFileSync('openssl', [...verify, '-CAfile', certificate, '-purpose', 'any'], { stdio: 'pipe' });
    const sessions = await installation.gateway.services
      .db('sessions')
      .where({ kind: 'program' })
      .count({ n: '*' });
    // The one of the other tests.
    expect(sessions).toEqual([{ n: 1 }]);
  });

  it("sends the card's signature of the file, once", async () => {
    const path = await write(examFile(seed));
    const card = ['--module', readers.modulePath, '--softhsm-conf', readers.configFile];
    const sign = ['sign', path, '--agree', '--pin-fd', '4', ...card];
    expect((await run(sign, { descriptors: { 4: '246810' } })).exit).toBe(0);
    for (const _time of ['sent', 'sent already']) {
      const { exit, json } = await upload(path, ['--signature', `${path}.p7s`, '--json']);
      expect([exit, json.submission.status]).toEqual([0, 'accepted']);
      const signatures = `${installation.origin}/api/v1/submissions/${json.submission.number}/signature`;
      const answer = await fetch(signatures, { headers: { authorization: `Bearer ${token}` } });
      expect(Buffer.from(await answer.arrayBuffer()).equals(await readFile(`${path}.p7s`))).toBe(true);
    }
  });

  it('comes back at once without --wait, and tells the outcome when it is run again', async () => {
    const path = await write(examFile(seed));
    const first = await upload(path, ['--json']);
    expect([first.exit, first.json.findings]).toEqual([0, undefined]);
    const again = await upload(path, ['--wait', '--json']);
    expect([again.exit, again.json.submission.status]).toEqual([0, 'accepted']);
    expect(again.json.submission.number).toBe(first.json.submission.number);
  });

  it('lists what to mend by group, with its own exit code', async () => {
    const path = await write(examFile(seed, { errors: 3 }));
    const { exit, out, errors } = await upload(path, ['--wait']);
    expect(exit).toBe(7);
    expect(errors).toMatch(/^正在送出 健檢 \d+\.csv（[\d,]+ 位元組）…\n$/);
    expect(out[0]).toMatch(
      /^申報網站沒有收下這個檔案（批次 S\w+-\w+）：20 列中有 \d+ 個錯誤、\d+ 個警告。請修正後再送一次。$/,
    );
    for (const line of out.slice(1))
      expect(line).toMatch(/^ {2}(錯誤|警告) .+：.+（\d+ 處，第 [\d–, ]+ 列）$/);
    expect(out.length).toBeGreaterThan(1);
    expect(await upload(path, ['--wait', '--json', '--language', 'en'])).toMatchObject({
      exit: 7,
      json: {
        submission: { status: 'refused' },
        findings: { groups: [expect.anything(), expect.anything(), expect.anything()] },
      },
    });
  });

  it('says why a file as a whole was refused', async () => {
    const { exit, out } = await upload(await write(Buffer.from('這不是健檢檔\r\n')), ['--wait']);
    expect([exit, out.length]).toEqual([7, 2]);
  });

  it('leaves warnings to the person, and confirms them when told to', async () => {
    const path = await write(examFileWithWarning(seed));
    const waiting = await upload(path, ['--wait']);
    expect([waiting.exit, waiting.out.length]).toEqual([8, 2]);
    expect(waiting.out[0]).toContain('--confirm-warnings');
    const confirmed = await upload(path, ['--confirm-warnings', '--json']);
    expect([confirmed.exit, confirmed.json.submission.status]).toEqual([0, 'accepted']);
    expect(confirmed.json.findings.groups).toHaveLength(1);
  });

  it('sends the file of a submission that was cancelled as a new one', async () => {
    const path = await write(examFileWithWarning(seed));
    const { json } = await upload(path, ['--wait', '--json']);
    const { number } = json.submission;
    const cancel = `${installation.origin}/api/v1/submissions/${number}/cancel`;
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(cancel, { method: 'POST', headers })).status).toBe(200);
    const again = await upload(path, ['--wait', '--json']);
    expect([again.exit, again.json.submission.number === number]).toEqual([8, false]);
  });
});

describe('jianbao-card upload over a line that is cut', () => {
  let proxy: CuttingProxy;

  beforeAll(async () => {
    proxy = await startCuttingProxy(installation.origin);
  });
  afterAll(() => proxy.close());

  it.each([
    ['on the way up', 20_000],
    ['before the answer', 'answer'],
  ] as const)('%s: reports the file once', async (_when, after) => {
    const path = await write(examFile(seed, { rows: 400 }));
    proxy.cut({ connections: 1, after });
    const { exit, json } = await upload(path, ['--wait', '--json'], proxy.origin);
    expect([exit, json.submission.status]).toEqual([0, 'accepted']);
    const list = await installation.gateway.services
      .db('submissions')
      .where({ file_name: basename(path) })
      .count({ n: '*' });
    expect(list).toEqual([{ n: 1 }]);
  });
});

describe('jianbao-card upload refuses', () => {
  it('a file that is not there, before it logs in', async () => {
    const { exit, errors, questions } = await run([
      'upload',
      join(scratch, 'none.csv'),
      '--gateway',
      installation.origin,
    ]);
    expect([exit, questions]).toEqual([2, []]);
    expect(errors).toContain('none.csv');
  });

  it("passes on the gateway's refusal with its code and reference", async () => {
    const { exit, json } = await upload(await write(examFile(seed)), ['--kind', 'unknown', '--json']);
    expect([exit, json.gatewayCode]).toEqual([5, 'ERR_FIELDS']);
    expect(json.detail).toContain('請選擇申報的健檢種類');
    expect(json.reference).toMatch(/^\S+$/);
  });

  it('a session that has ended', async () => {
    token = `${token}x`;
    const { exit, json } = await upload(await write(examFile(seed)), ['--json']);
    expect([exit, json.code]).toEqual([5, 'ERR_AGENT_GATEWAY_REFUSED']);
  });
});

describe('jianbao-card upload also', () => {
  beforeAll(async () => {
    token = await installation.logIn('reporter01');
  });

  it('has a file judged without reporting it', async () => {
    const { db } = installation.gateway.services;
    const before = await db('submissions').count({ n: '*' });
    const good = await write(examFile(seed));
    expect(await upload(good, ['--dry-run'])).toMatchObject({
      exit: 0,
      out: ['這次只檢查，沒有申報。若申報，會收下 20 列（警告 0 個）。'],
    });
    const bad = await upload(await write(examFile(seed, { errors: 3 })), ['--dry-run', '--language', 'en']);
    expect([bad.exit, bad.out[0]]).toEqual([
      7,
      expect.stringMatching(/^Nothing was reported\. As a report the file would not be taken: \d+ errors/),
    ]);
    expect(bad.out.length).toBeGreaterThan(1);
    expect(await db('submissions').count({ n: '*' })).toEqual(before);
    const mixed = await upload(good, ['--dry-run', '--confirm-warnings']);
    expect([mixed.exit, mixed.errors]).toEqual([2, expect.stringContaining('--dry-run reports nothing')]);
  });

  it('corrects and withdraws what was reported, with its reason', async () => {
    const bytes = examFile(seed);
    const { json } = await upload(await write(bytes), ['--wait', '--json']);
    const of = (verb: string) => [verb, json.submission.number, '--reason', '身高單位誤植', '--json'];
    const one = await write(rowsOf(bytes, [1]));
    const tried = await upload(one, ['--dry-run', ...of('--corrects')]);
    expect([tried.exit, tried.json.submission.purpose]).toEqual([0, 'correction']);
    const corrected = await upload(one, ['--wait', ...of('--corrects')]);
    expect(corrected.json.submission).toMatchObject({
      status: 'accepted',
      purpose: 'correction',
      reason: '身高單位誤植',
      rows: 1,
    });
    const withdrawn = await upload(await write(keysOf(bytes, [2])), ['--wait', ...of('--withdraws')]);
    expect([withdrawn.exit, withdrawn.json.submission.purpose]).toEqual([0, 'withdrawal']);
    for (const args of [
      ['--corrects', 'S1'],
      ['--reason', 'why'],
      ['--corrects', 'S1', '--withdraws', 'S1', '--reason', 'why'],
    ]) {
      expect((await upload(one, args)).exit).toBe(2);
    }
  });
});
