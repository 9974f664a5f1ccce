import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run as add } from '../../src/certificates/commands/trust/add.js';
import { run as check } from '../../src/certificates/commands/trust/check.js';
import { run as list } from '../../src/certificates/commands/trust/list.js';
import { run as refresh } from '../../src/certificates/commands/trust/refresh.js';
import { run as remove } from '../../src/certificates/commands/trust/remove.js';
import type { TrustServices } from '../../src/certificates/commands/trust/services.js';
import { connect } from '../../src/database/index.js';
import { opener, type TestDatabase } from '../support/databases.js';
import { createSink } from '../support/sink.js';
import { emptyTrustList } from './support/empty-trust-list.js';
import {
  day,
  makeAuthority,
  makeCard,
  makeCrl,
  makeRsaKeys,
  makeSmallPki,
  now,
} from './support/small-pki.js';

const pki = makeSmallPki();
const openDatabase = opener('sqlite');
let database: TestDatabase;
let folder: string;
let services: TrustServices;

const keyIds = {
  root: pki.root.keys.keyId.toString('hex'),
  g2: pki.g2.keys.keyId.toString('hex'),
  g3: pki.g3.keys.keyId.toString('hex'),
};

beforeAll(async () => {
  database = await openDatabase();
});

beforeEach(async () => {
  await emptyTrustList(database.db);
  folder = await mkdtemp(join(tmpdir(), 'jianbao-trust-'));
  await mkdir(join(folder, 'anchors'));
  await mkdir(join(folder, 'crls'));
  services = {
    trustDirectory: folder,
    mode: 'production',
    openDatabase: async () => connect(database.settings),
    listSupervisors: async () => [],
    operator: 'operator01',
    clock: () => now,
    randomBytes: (size) => Buffer.alloc(size),
    fetch: () => Promise.reject(new TypeError('fetch failed')),
  };
});

afterEach(() => rm(folder, { recursive: true }));

const place = async (name: string, content: Buffer) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

type Run = typeof add;

async function outcomeOf(run: Run, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const sink = createSink();
  const code = await run(args, sink.io, services);
  return { code, out: sink.out(), err: sink.err() };
}

async function countAudited(): Promise<number> {
  return (await database.db('audit_entries').select('seq')).length;
}

describe('jianbao trust add and remove', () => {
  it('put an anchor and an authority below it on the list, and take one off, each with its audit entry', async () => {
    const before = await countAudited();
    expect(await outcomeOf(add, await place('root.cer', pki.root.certificate))).toMatchObject({ code: 0 });
    expect(await outcomeOf(add, await place('g3.cer', pki.g3.certificate))).toMatchObject({ code: 0 });
    const shown = JSON.parse((await outcomeOf(list, '--json')).out);
    expect(
      shown.map(({ keyId, kind }: { keyId: string; kind: string }) => `${keyId} ${kind}`).sort(),
    ).toEqual([`${keyIds.g3} authority`, `${keyIds.root} anchor`].sort());
    expect(await outcomeOf(remove, keyIds.g3)).toMatchObject({ code: 0 });
    expect(JSON.parse((await outcomeOf(list, '--json')).out)).toMatchObject([{ keyId: keyIds.root }]);
    expect((await countAudited()) - before).toBe(3);
  });

  it('refuse what is not to be trusted, and write nothing', async () => {
    const before = await countAudited();
    const orphan = await outcomeOf(add, await place('g3.cer', pki.g3.certificate));
    expect([orphan.code, orphan.err]).toEqual([1, expect.stringContaining('does not lead to an anchor')]);
    const card = await outcomeOf(add, await place('card.cer', makeCard(pki.g3, pki.cardKeys)));
    expect([card.code, card.err]).toEqual([1, expect.stringContaining('not the one of an authority')]);
    const expired = makeAuthority({ ...pki.root, notAfter: new Date(now.getTime() - day) });
    const old = await outcomeOf(add, await place('old.cer', expired.certificate));
    expect([old.code, old.err]).toEqual([1, expect.stringContaining('has expired')]);
    const root = await place('root.cer', pki.root.certificate);
    const wrong = await outcomeOf(add, root, '--fingerprint', '00'.repeat(32));
    expect([wrong.code, wrong.err]).toEqual([
      1,
      expect.stringContaining('fingerprint of the file is another'),
    ]);
    expect(await outcomeOf(add, await place('text.cer', Buffer.from('text')))).toMatchObject({ code: 1 });
    expect(await outcomeOf(add, '/nowhere')).toMatchObject({ code: 1 });
    expect(await outcomeOf(add)).toMatchObject({ code: 2 });
    expect(await database.db('trust_authorities')).toEqual([]);
    expect(await countAudited()).toBe(before);
  });

  it('keep the last anchor, and what is there already', async () => {
    const root = await place('anchors/root.crt', pki.root.certificate);
    expect((await outcomeOf(add, root)).err).toContain('on the trust list already');
    const last = await outcomeOf(remove, keyIds.root);
    expect([last.code, last.err]).toEqual([1, expect.stringContaining('the last anchor')]);
    expect(await outcomeOf(remove, 'abcd')).toMatchObject({ code: 1 });
    expect(await outcomeOf(remove)).toMatchObject({ code: 2 });
  });

  it('change nothing when the audit entry cannot be written', async () => {
    services = { ...services, openDatabase: () => Promise.reject(new Error('the database is away')) };
    const root = await place('root.cer', pki.root.certificate);
    await expect(outcomeOf(add, root)).rejects.toThrow('the database is away');
    expect(await database.db('trust_authorities')).toEqual([]);
  });
});

describe('where there is a supervisor', () => {
  const supervisor = {
    accountId: 1,
    userName: 'supervisor01',
    email: 'supervisor01@agency.example',
    language: 'en',
  } as const;

  beforeEach(async () => {
    await place('anchors/root.crt', pki.root.certificate);
    services = { ...services, listSupervisors: async () => [supervisor] };
    await database.db('mails').delete();
  });

  const mails = async () =>
    (await database.db('mails').orderBy('id')).map(({ event, recipient, params }) => ({
      event,
      recipient,
      params: JSON.parse(params),
    }));
  const lastAudited = async () => {
    const entry = await database.db('audit_entries').orderBy('seq', 'desc').first();
    return JSON.parse(String(entry.bytes));
  };

  it('add and remove make proposals, named after the operator, and need a reason', async () => {
    const g3 = await place('g3.cer', pki.g3.certificate);
    const unreasoned = await outcomeOf(add, g3);
    expect([unreasoned.code, unreasoned.err]).toEqual([
      2,
      expect.stringContaining('A supervisor has to approve'),
    ]);
    const proposed = await outcomeOf(add, g3, '--reason', 'new generation');
    expect(proposed).toMatchObject({ code: 0, out: expect.stringMatching(/^Proposed as number \d+\./) });
    // The folder was taken over; what is proposed is not there yet.
    expect(JSON.parse((await outcomeOf(list, '--json')).out)).toMatchObject([{ keyId: keyIds.root }]);
    expect(await database.db('trust_proposals')).toMatchObject([
      { kind: 'add', state: 'waiting', proposed_by: null, proposer: 'operator01', reason: 'new generation' },
    ]);
    expect(await mails()).toMatchObject([
      { event: 'trust-proposed', recipient: supervisor.email, params: { proposer: 'operator01' } },
    ]);
    expect(await lastAudited()).toMatchObject({
      action: 'trust.propose',
      actor: null,
      detail: { operator: 'operator01', reason: 'new generation', change: 'add' },
    });
    const again = await outcomeOf(add, g3, '--reason', 'new generation');
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('waits already')]);
  });

  it('--now does it at once, needs a reason, is audited and mailed to all supervisors', async () => {
    const g3 = await place('g3.cer', pki.g3.certificate);
    const unreasoned = await outcomeOf(add, g3, '--now');
    expect([unreasoned.code, unreasoned.err]).toEqual([
      2,
      expect.stringContaining('why no supervisor is asked'),
    ]);
    expect(await outcomeOf(add, g3, '--now', '--reason', 'cards refused')).toMatchObject({ code: 0 });
    expect(JSON.parse((await outcomeOf(list, '--json')).out)).toMatchObject([
      { keyId: keyIds.root },
      { keyId: keyIds.g3 },
    ]);
    expect(await mails()).toMatchObject([
      {
        event: 'trust-changed',
        recipient: supervisor.email,
        params: { operator: 'operator01', reason: 'cards refused' },
      },
    ]);
    expect(await lastAudited()).toMatchObject({
      action: 'trust.add',
      detail: { operator: 'operator01', reason: 'cards refused' },
    });
    expect(await outcomeOf(remove, keyIds.g3, '--now', '--reason', 'key lost')).toMatchObject({ code: 0 });
    expect(await lastAudited()).toMatchObject({ action: 'trust.remove' });
  });

  it('the first anchor needs nobody: without it no supervisor could log in', async () => {
    await rm(join(folder, 'anchors/root.crt'));
    const root = await place('root.cer', pki.root.certificate);
    expect(await outcomeOf(add, root)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Added anchor/),
    });
  });

  it('an anchor gets the way of revocation that is asked for, else that of trust.json', async () => {
    const way = async () => (await database.db('trust_authorities').orderBy('id', 'desc').first()).revocation;
    const other = await place(
      'other.cer',
      makeAuthority({ name: [['CN', 'Other']], keys: pki.cardKeys }).certificate,
    );
    const reason = ['--now', '--reason', 'test'] as const;
    expect(await outcomeOf(add, other, '--revocation', 'never', ...reason)).toMatchObject({ code: 2 });
    expect(await outcomeOf(add, other, '--revocation', 'ocsp', ...reason)).toMatchObject({ code: 0 });
    expect(await way()).toBe('ocsp');
    expect(await outcomeOf(remove, pki.cardKeys.keyId.toString('hex'), ...reason)).toMatchObject({ code: 0 });
    await place('trust.json', Buffer.from('{"revocation":"ocsp-then-crl"}'));
    expect(await outcomeOf(add, other, ...reason)).toMatchObject({ code: 0 });
    expect(await way()).toBe('ocsp-then-crl');
  });
});

describe('jianbao trust check', () => {
  beforeEach(async () => {
    await place('anchors/root.crt', pki.root.certificate);
    await place('anchors/g3.crt', pki.g3.certificate);
    await place('crls/root.crl', makeCrl(pki.root));
  });

  it('is content when every authority has its list', async () => {
    await place('crls/g3.crl', makeCrl(pki.g3));
    expect(await outcomeOf(check)).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse((await outcomeOf(check, '--json')).out)).toMatchObject({ ok: true, refused: [] });
  });

  it('names a missing list, a stale one, a broken file, and an authority without an anchor', async () => {
    const faultsOf = async () => {
      const { out } = await outcomeOf(check, '--json');
      const { authorities } = JSON.parse(out);
      return authorities.flatMap(({ keyId, faults }: { keyId: string; faults: string[] }) =>
        faults.map((fault) => [keyId, fault]),
      );
    };
    expect(await faultsOf()).toEqual([[keyIds.g3, 'There is no usable certificate list.']]);
    const nextUpdate = new Date(now.getTime() - 1000);
    await place('crls/g3.crl', makeCrl(pki.g3, { nextUpdate }));
    expect(await faultsOf()).toEqual([
      [keyIds.g3, `Its certificate list ended at ${nextUpdate.toISOString().replace(/\d{3}Z/, '000Z')}.`],
    ]);
    await place('crls/g3.crl', makeCrl(pki.g3));
    await place('crls/broken.crl', Buffer.from('text'));
    expect(JSON.parse((await outcomeOf(check, '--json')).out)).toMatchObject({
      ok: false,
      refused: [{ file: join(folder, 'crls/broken.crl') }],
    });
    const stranger = makeAuthority({
      name: [['CN', 'Other']],
      keys: makeRsaKeys(),
      issuer: { ...pki.root, keys: pki.cardKeys },
    });
    await place('anchors/stranger.crt', stranger.certificate);
    expect(await faultsOf()).toEqual([
      [stranger.keys.keyId.toString('hex'), 'It does not lead to an anchor.'],
    ]);
  });
});

describe('jianbao trust refresh', () => {
  beforeEach(async () => {
    await place('anchors/root.crt', pki.root.certificate);
    await writeFile(
      join(folder, 'trust.json'),
      JSON.stringify({ crls: [{ issuer: keyIds.root, urls: ['http://crl.example.tw/root.crl'] }] }),
    );
  });

  it('fetches the lists, writes it down, and says what came of it', async () => {
    const before = await countAudited();
    services = { ...services, fetch: async () => new Response(Buffer.from(makeCrl(pki.root))) };
    expect(await outcomeOf(refresh)).toEqual({
      code: 0,
      out: 'http://crl.example.tw/root.crl: taken, 0 entries\n',
      err: '',
    });
    expect(await outcomeOf(check)).toMatchObject({ code: 0 });
    expect((await countAudited()) - before).toBe(1);
  });

  it('says so when a list cannot be had', async () => {
    const { code, out } = await outcomeOf(refresh);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('http://crl.example.tw/root.crl: unreachable, no answer'),
    ]);
  });
});
