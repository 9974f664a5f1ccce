import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byOperator, changeAccount, findAccountByName } from '../../../src/accounts/index.js';
import { toStoredTime } from '../../../src/clock.js';
import { inTransaction } from '../../../src/database/index.js';
import { expireUploads } from '../../../src/reports/index.js';
import { signIn } from '../../security/support/sign-in.js';
import { type Installation, startInstallation } from '../../support/installation.js';
import {
  checksumHeader,
  offsetOf,
  patchHeaders,
  pathOf,
  sha256,
  submissionOf,
  type TusAsker,
  tusAsker,
} from './support/tus-asker.js';

describe('the session of an upload that is under way', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await startInstallation({}, {}, { JIANBAO_TRUSTED_PROXIES: '127.0.0.1,::1' });
  }, 60_000);
  afterAll(() => installation?.stop());

  it.each([
    ['a logout', logOut],
    ['a timeout', timeOut],
    ['a suspension, lifted again', suspendAndLift],
  ])('ended by %s lets nothing more count, and the next login goes on', async (_, end) => {
    const file = fileOf(3_000);
    const first = await reporter();
    const path = await begin(first.tus, file);
    await first.tus.patch(path, 0, file.subarray(0, 1_000));
    const before = await storedFiles();
    const sending = await sendHalf(first.headers, path, file.subarray(1_000));
    await end(first.headers);
    sending.end();
    expect(await answerOf(sending.request)).toEqual([401, 'ERR_SIGN_IN_REQUIRED']);
    expect((await first.tus.head(path)).status).toBe(401);
    expect(await storedSince(before)).toEqual([]);
    const again = await reporter();
    expect(pathOf(await beginAnew(again.tus, file))).toBe(path);
    expect(offsetOf(await again.tus.head(path))).toBe(1_000);
    const last = await again.tus.patch(path, 1_000, file.subarray(1_000));
    const [{ n } = { n: 0 }] = await installation.gateway
      .db('submissions')
      .where({ number: submissionOf(last), file_sha256: Buffer.from(sha256(file), 'hex') })
      .count({ n: '*' });
    expect(n).toBe(1);
  });

  it('does not carry a part with a checksum either', async () => {
    const file = fileOf(3_000);
    const { headers, tus } = await reporter();
    const path = await begin(tus, file);
    const sending = await sendHalf({ ...headers, ...checksumHeader(file) }, path, file);
    await logOut(headers);
    sending.end();
    expect(await answerOf(sending.request)).toEqual([401, 'ERR_SIGN_IN_REQUIRED']);
    const again = await reporter();
    expect(offsetOf(await again.tus.head(path))).toBe(0);
    await again.tus.remove(path);
  });

  it('refuses a part from an address outside the ranges, with a sentence, and goes on from inside', async () => {
    const file = fileOf(3_000);
    const { headers, tus } = await reporter();
    const path = await begin(tus, file);
    await tus.patch(path, 0, file.subarray(0, 1_000));
    const outside = tusAsker(installation.origin, { ...headers, 'x-forwarded-for': '203.0.113.9' });
    for (const answer of [
      await outside.patch(path, 1_000, file.subarray(1_000)),
      await outside.ask('GET', path, { 'tus-resumable': '1.0.0' }),
    ]) {
      expect([answer.status, await answer.json()]).toEqual([
        403,
        expect.objectContaining({
          code: 'ERR_SESSION_ADDRESS',
          detail: expect.stringContaining('203.0.113.9'),
        }),
      ]);
    }
    expect(offsetOf(await tus.head(path))).toBe(1_000);
    expect((await tus.patch(path, 1_000, file.subarray(1_000))).status).toBe(204);
  });

  it('leaves nothing to a colleague: to them it is not there, and the same file begins anew', async () => {
    const file = fileOf(3_000);
    const own = await reporter();
    const path = await begin(own.tus, file);
    await own.tus.patch(path, 0, file.subarray(0, 1_000));
    await logOut(own.headers);
    const { headers } = await signIn(installation, 'manager01', 'program');
    const colleague = tusAsker(installation.origin, headers);
    const nobodys = path.replace(/[0-9a-f]{32}$/, randomBytes(16).toString('hex'));
    for (const one of [path, nobodys]) {
      const answers = [
        await colleague.head(one),
        await colleague.patch(one, 1_000, file.subarray(1_000)),
        await colleague.remove(one),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    }
    const theirs = await beginAnew(colleague, file);
    expect([theirs.status, offsetOf(theirs), pathOf(theirs) === path]).toEqual([201, 0, false]);
    await colleague.remove(pathOf(theirs));
    expect(offsetOf(await (await reporter()).tus.head(path))).toBe(1_000);
  });

  it('that does not come back leaves nothing past its time', async () => {
    const { db, services } = installation.gateway;
    const before = await storedFiles();
    const file = fileOf(3_000);
    const { tus } = await reporter();
    const path = await begin(tus, file);
    await tus.patch(path, 0, file.subarray(0, 1_000));
    await change({ state: 'suspended' });
    expect(await storedSince(before)).toHaveLength(1);
    const late = () => new Date(Date.now() + 86_400_000 + 1_000);
    await expireUploads({ db, documents: services.documents, clock: late });
    expect(await db('resumable_uploads').where({ id: path.split('/').at(-1) })).toEqual([]);
    expect(await storedSince(before)).toEqual([]);
    await change({ state: 'active' });
    expect((await (await reporter()).tus.head(path)).status).toBe(404);
  });

  /** A fresh session of the reporter. */
  async function reporter(): Promise<{ tus: TusAsker; headers: Readonly<Record<string, string>> }> {
    const { headers } = await signIn(installation, 'reporter01', 'program');
    return { headers, tus: tusAsker(installation.origin, headers) };
  }

  function beginAnew(tus: TusAsker, file: Buffer): Promise<Response> {
    return tus.begin(file.length, { kind: 'general', sha256: sha256(file) });
  }

  async function begin(tus: TusAsker, file: Buffer): Promise<string> {
    return pathOf(await beginAnew(tus, file));
  }

  /** Sends the first bytes of a part until the gateway has found the session; `end` sends the others. */
  async function sendHalf(headers: Readonly<Record<string, string>>, path: string, bytes: Buffer) {
    const { db } = installation.gateway;
    const long = toStoredTime(new Date(Date.now() - 60_000));
    await db('sessions').update({ seen_at: long });
    const sending = request(installation.origin + path, {
      method: 'PATCH',
      headers: {
        accept: 'application/json',
        'tus-resumable': '1.0.0',
        'content-length': String(bytes.length),
        ...patchHeaders(offsetOf(await tusAsker(installation.origin, headers).head(path))),
        ...headers,
      },
    });
    await db('sessions').update({ seen_at: long });
    sending.write(bytes.subarray(0, 500));
    while ((await db('sessions').whereNot({ seen_at: long }).first('id')) === undefined) await nextTurn();
    return { request: sending, end: () => void sending.end(bytes.subarray(500)) };
  }

  async function answerOf(sent: ReturnType<typeof request>): Promise<readonly unknown[]> {
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const { code } = (await json(answer)) as { code: string };
    return [answer.statusCode, code];
  }

  function logOut(headers: Readonly<Record<string, string>>): Promise<unknown> {
    return fetch(`${installation.origin}/api/v1/session`, { method: 'DELETE', headers });
  }

  function timeOut(): Promise<unknown> {
    const past = toStoredTime(new Date(Date.now() - 1_000));
    return installation.gateway.db('sessions').update({ idle_ends_at: past });
  }

  async function suspendAndLift(): Promise<void> {
    await change({ state: 'suspended' });
    await change({ state: 'active' });
  }

  function change(what: Parameters<typeof changeAccount>[2]): Promise<unknown> {
    return inTransaction(installation.gateway.db, async (trx) => {
      const account = await findAccountByName(trx, 'reporter01');
      if (account === undefined) throw new TypeError('The demo has a reporter.');
      return changeAccount(trx, account.id, what, { ...byOperator, at: new Date() });
    });
  }

  /** The gateway itself may remove others meanwhile. */
  async function storedSince(before: readonly string[]): Promise<readonly string[]> {
    return (await storedFiles()).filter((id) => !before.includes(id));
  }

  async function storedFiles(): Promise<readonly string[]> {
    const files: string[] = [];
    for await (const { id } of installation.gateway.services.documents.list()) files.push(id);
    return files.sort();
  }
});

/** Bytes that no other test sends. */
function fileOf(bytes: number): Buffer {
  return randomBytes(bytes);
}
