import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/certificates/certificate.js';
import { type CardLogin, createCardLogin } from '../../src/certificates/index.js';
import { authorityOf } from '../../src/certificates/trust.js';
import { changeNow } from '../../src/certificates/trust-list/change-now.js';
import { followTrustList, type TrustFollower } from '../../src/certificates/trust-list/follow-trust-list.js';
import { differencesOfFolder, openTrustList } from '../../src/certificates/trust-list/open-trust-list.js';
import type { TrustChange } from '../../src/certificates/trust-list/proposal.js';
import { readTrustList } from '../../src/certificates/trust-list/store.js';
import { authorityInfoAccess } from '../../src/demo/pki/extensions.js';
import { opener, type TestDatabase } from '../support/databases.js';
import { codeOf, nonce, origin } from './support/context.js';
import { emptyTrustList } from './support/empty-trust-list.js';
import {
  makeAuthority,
  makeCard,
  makeCrl,
  makeRsaKeys,
  makeSmallPki,
  makeToken,
  now,
  type TestAuthority,
} from './support/small-pki.js';

const pki = makeSmallPki();
const other = makeAuthority({ name: [['CN', 'Other Root']], keys: makeRsaKeys() });
const open = opener('sqlite');
let database: TestDatabase;
const closers: (() => Promise<void>)[] = [];

/** A gateway process as far as the trust list goes: a folder, a card login, and what follows the list. */
interface Process {
  readonly trustDirectory: string;
  readonly cards: CardLogin;
  readonly follower: TrustFollower;
}

beforeAll(async () => {
  database = await open();
});

beforeEach(() => emptyTrustList(database.db));

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function makeFolder(
  anchors: readonly TestAuthority[],
  crls: readonly TestAuthority[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jianbao-trust-'));
  closers.push(() => rm(folder, { recursive: true }));
  for (const name of ['anchors', 'crls']) await mkdir(join(folder, name));
  for (const [index, { certificate }] of anchors.entries()) {
    await writeFile(join(folder, 'anchors', `${index}.crt`), certificate);
  }
  for (const [index, issuer] of crls.entries()) {
    await writeFile(join(folder, 'crls', `${index}.crl`), makeCrl(issuer));
  }
  return folder;
}

async function start(trustDirectory: string): Promise<Process> {
  const { db } = database;
  const trustList = await openTrustList({ db, trustDirectory, clock: () => now });
  const cards = await createCardLogin({
    origin,
    anchorsDirectory: join(trustDirectory, 'anchors'),
    crlsDirectory: join(trustDirectory, 'crls'),
    trustList,
    demoMode: false,
    clock: () => now,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
  });
  closers.push(() => cards.close());
  return { trustDirectory, cards, follower: followTrustList(db, cards, trustList) };
}

const everyCrl = [pki.root, pki.g3, other];
const change = (order: TrustChange) =>
  changeNow(
    { db: database.db, clock: () => now, listSupervisors: async () => [] },
    { change: order, reason: 'test' },
    { accountId: null, userName: 'root', audit: { actor: null, address: null, reference: null } },
  );
const authority = ({ certificate }: TestAuthority) => authorityOf(parseCertificate(certificate));
const addOther = () => change({ kind: 'add', authority: authority(other), revocation: 'crl' });
const removeOther = () => change({ kind: 'remove', authority: authority(other), revocation: null });

function tokenUnder(issuer: TestAuthority, extensions: Readonly<Record<string, Buffer>> = {}): string {
  const certificate = makeCard(issuer, pki.cardKeys, { extensions });
  return makeToken({ certificate, privateKey: pki.cardKeys.privateKey, origin, nonce });
}

const countAdopted = async () =>
  (await database.db('audit_entries').where({ action: 'trust.adopt' }).select('seq')).length;

const outcome = ({ cards }: Process, token: string) => codeOf(() => cards.validate(token, nonce));

describe('a card under an anchor', () => {
  it('logs in once the anchor is added, and is refused once it is removed, without a restart', async () => {
    const process = await start(await makeFolder([pki.root, pki.g3], everyCrl));
    const token = tokenUnder(other);
    expect(await outcome(process, token)).toBe('ERR_CARD_ISSUER_UNKNOWN');
    await addOther();
    expect(await outcome(process, token)).toBe('ERR_CARD_ISSUER_UNKNOWN');
    expect(await process.follower.check()).toBe(true);
    expect(await outcome(process, token)).toBe('ok');
    expect(await process.follower.check()).toBe(false);
    await removeOther();
    await process.follower.check();
    expect(await outcome(process, token)).toBe('ERR_CARD_ISSUER_UNKNOWN');
    expect(await outcome(process, tokenUnder(pki.g3))).toBe('ok');
  });

  it('is taken by every process that has the database, each with a folder of its own', async () => {
    const [one, two] = [
      await start(await makeFolder([pki.root, pki.g3], everyCrl)),
      // What is in the second one's folder of anchors does not count any more.
      await start(await makeFolder([other], everyCrl)),
    ];
    const token = tokenUnder(other);
    expect([await outcome(one, token), await outcome(two, token)]).toEqual([
      'ERR_CARD_ISSUER_UNKNOWN',
      'ERR_CARD_ISSUER_UNKNOWN',
    ]);
    expect(await outcome(two, tokenUnder(pki.g3))).toBe('ok');
    await addOther();
    await Promise.all([one.follower.check(), two.follower.check()]);
    expect([await outcome(one, token), await outcome(two, token)]).toEqual(['ok', 'ok']);
    // A process that starts later has it as well.
    expect(await outcome(await start(await makeFolder([], everyCrl)), token)).toBe('ok');
  });

  it('that is being validated keeps the list it began with', async () => {
    let answer: (response: Response) => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      answer = () => resolve();
    });
    const trustDirectory = await makeFolder([pki.root, pki.g3], everyCrl);
    await writeFile(join(trustDirectory, 'trust.json'), '{"revocation":"ocsp-then-crl"}');
    const { db } = database;
    const trustList = await openTrustList({ db, trustDirectory, clock: () => now });
    let goOn: (error: unknown) => void = () => undefined;
    const cards = await createCardLogin({
      origin,
      anchorsDirectory: join(trustDirectory, 'anchors'),
      crlsDirectory: join(trustDirectory, 'crls'),
      trustList,
      demoMode: false,
      clock: () => now,
      // The responder answers when the test lets it: by then the list is another one.
      fetch: () =>
        new Promise((_, reject) => {
          goOn = reject;
          answer(new Response());
        }),
    });
    closers.push(() => cards.close());
    const follower = followTrustList(db, cards, trustList);
    const responder = authorityInfoAccess({
      caIssuers: 'http://ca.example.tw/g3.crt',
      ocsp: 'http://ocsp.example.tw/',
    });
    const token = tokenUnder(pki.g3, { responder });
    const under = codeOf(() => cards.validate(token, nonce));
    await asked;
    await change({ kind: 'remove', authority: authority(pki.g3), revocation: null });
    await follower.check();
    goOn(new TypeError('fetch failed'));
    expect(await under).toBe('ok');
    expect(await codeOf(() => cards.validate(token, nonce))).toBe('ERR_CARD_ISSUER_UNKNOWN');
  });

  it('is checked again in everything after the anchor came back: nothing is remembered', async () => {
    const process = await start(await makeFolder([pki.root, pki.g3], everyCrl));
    await addOther();
    await process.follower.check();
    const token = tokenUnder(other);
    expect(await outcome(process, token)).toBe('ok');
    await removeOther();
    await process.follower.check();
    // Its list says otherwise now; the one that was held is gone with the anchor.
    await rm(join(process.trustDirectory, 'crls', '2.crl'));
    await addOther();
    await process.follower.check();
    expect(await outcome(process, token)).toBe('ERR_CARD_STATUS_UNAVAILABLE');
  });

  it('is judged by the way of revocation that was approved', async () => {
    const process = await start(await makeFolder([pki.root, pki.g3, other], everyCrl));
    const token = tokenUnder(other);
    expect(await outcome(process, token)).toBe('ok');
    await change({ kind: 'revocation', authority: authority(other), revocation: 'ocsp' });
    await process.follower.check();
    // The card names no responder.
    expect(await outcome(process, token)).toBe('ERR_CARD_STATUS_UNAVAILABLE');
    expect(await outcome(process, tokenUnder(pki.g3))).toBe('ok');
  });
});

describe('the folder of anchors', () => {
  it('is taken over at the first start, with an audit entry, and counts no more', async () => {
    const trustDirectory = await makeFolder([pki.root, pki.g3], everyCrl);
    await writeFile(join(trustDirectory, 'trust.json'), '{"revocation":"ocsp"}');
    const place = { db: database.db, trustDirectory, clock: () => now };
    const before = await countAdopted();
    const lists = await Promise.all([openTrustList(place), openTrustList(place)]);
    for (const { version, entries } of lists) {
      expect(version).toBe(1);
      expect(entries.map(({ authority: { keyId }, revocation }) => [keyId, revocation])).toEqual([
        [pki.root.keys.keyId.toString('hex'), 'ocsp'],
        [pki.g3.keys.keyId.toString('hex'), null],
      ]);
    }
    expect((await countAdopted()) - before).toBe(1);
    await rm(join(trustDirectory, 'anchors'), { recursive: true });
    expect((await openTrustList(place)).entries).toHaveLength(2);
  });

  it('is compared with the list for the log', async () => {
    const trustDirectory = await makeFolder([pki.root], []);
    const list = await openTrustList({ db: database.db, trustDirectory, clock: () => now });
    expect(await differencesOfFolder(list, trustDirectory)).toEqual([]);
    await writeFile(join(trustDirectory, 'anchors', 'other.crt'), other.certificate);
    await writeFile(join(trustDirectory, 'trust.json'), '{"revocation":"ocsp"}');
    expect(await differencesOfFolder(list, trustDirectory)).toEqual([
      `${pki.root.keys.keyId.toString('hex')}: trust.json says ocsp, the trust list crl, which counts.`,
      expect.stringContaining(`${other.keys.keyId.toString('hex')} (SHA-256 `),
    ]);
    await rm(join(trustDirectory, 'anchors'), { recursive: true });
    expect(await differencesOfFolder(list, trustDirectory)).toEqual([]);
  });

  it('without an anchor stops a first start', async () => {
    const trustDirectory = await makeFolder([], []);
    await expect(openTrustList({ db: database.db, trustDirectory, clock: () => now })).rejects.toThrow(
      'There is no self-signed certificate',
    );
    expect((await readTrustList(database.db)).version).toBe(0);
  });
});

describe('following the list', () => {
  it('keeps the list in use when another one cannot be taken, and tries again', async () => {
    const process = await start(await makeFolder([pki.root, pki.g3], everyCrl));
    await addOther();
    await writeFile(join(process.trustDirectory, 'trust.json'), 'not JSON');
    await expect(process.follower.check()).rejects.toThrow('is not JSON');
    expect(await outcome(process, tokenUnder(pki.g3))).toBe('ok');
    await rm(join(process.trustDirectory, 'trust.json'));
    expect(await process.follower.check()).toBe(true);
    expect(await outcome(process, tokenUnder(other))).toBe('ok');
  });

  it('takes a change that was made while another check was under way', async () => {
    const process = await start(await makeFolder([pki.root, pki.g3], everyCrl));
    const early = process.follower.check();
    await addOther();
    await process.follower.check();
    await early;
    expect(await outcome(process, tokenUnder(other))).toBe('ok');
  });
});
