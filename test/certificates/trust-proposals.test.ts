import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { byOperator } from '../../src/accounts/index.js';
import { parseCertificate } from '../../src/certificates/certificate.js';
import { authorityOf } from '../../src/certificates/trust.js';
import { approveProposal } from '../../src/certificates/trust-list/approve-proposal.js';
import {
  lapseProposals,
  refuseProposal,
  withdrawProposal,
} from '../../src/certificates/trust-list/end-proposal.js';
import type { TrustChange } from '../../src/certificates/trust-list/proposal.js';
import { findProposal } from '../../src/certificates/trust-list/proposal-store.js';
import { proposeChange } from '../../src/certificates/trust-list/propose-change.js';
import type { TrustActor, TrustListServices } from '../../src/certificates/trust-list/services.js';
import { insertAuthority, readTrustList, trustListVersion } from '../../src/certificates/trust-list/store.js';
import { connect, type Database, type DatabaseSettings, inTransaction } from '../../src/database/index.js';
import type { Language } from '../../src/locales/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { codeOf } from './support/context.js';
import { emptyTrustList } from './support/empty-trust-list.js';
import { day, makeAuthority, makeRsaKeys, makeSmallPki, now } from './support/small-pki.js';

const pki = makeSmallPki();
const other = makeAuthority({ name: [['CN', 'Other Root']], keys: makeRsaKeys() });
const authorities = {
  root: authorityOf(parseCertificate(pki.root.certificate)),
  g3: authorityOf(parseCertificate(pki.g3.certificate)),
  other: authorityOf(parseCertificate(other.certificate)),
};
const reason = '發證機關公告';

describeOnEachDatabase('a change of the trust list', (open, dialect) => {
  let db: Database;
  /** Another pool on the same data; on SQLite two pools of one process would wait for each other. */
  let elsewhere: Database;
  let settings: DatabaseSettings;
  let at: Date;
  let supervisors: { accountId: number; userName: string; email: string; language: Language }[];
  const services = (on: Database = db): TrustListServices => ({
    db: on,
    clock: () => at,
    listSupervisors: async () => supervisors,
  });

  beforeAll(async () => {
    const opened = await open();
    db = opened.db;
    settings = opened.settings;
    elsewhere = dialect === 'sqlite' ? db : connect(settings);
    supervisors = [];
    for (const userName of ['supervisor01', 'supervisor02', 'supervisor03']) {
      supervisors.push({
        accountId: await addAccount(db, userName),
        userName,
        email: `${userName}@a.example`,
        language: userName === 'supervisor03' ? 'en' : 'zh-Hant',
      });
    }
  });

  afterAll(async () => {
    if (elsewhere !== db) await elsewhere.destroy();
  });

  beforeEach(async () => {
    at = now;
    await emptyTrustList(db);
    await db('mails').delete();
    await inTransaction(db, async (trx) => {
      await insertAuthority(trx, { authority: authorities.root, revocation: 'crl' }, now);
      await trx('trust_list').update({ version: 1 });
    });
  });

  const by = (number: 1 | 2 | 3): TrustActor => {
    const { accountId, userName } = supervisors[number - 1] ?? { accountId: 0, userName: '' };
    const actor = { accountId, userName, role: 'supervisor', institutionCode: null } as const;
    return { accountId, userName, audit: { actor, address: '203.0.113.5', reference: 'REF' } };
  };
  const operator: TrustActor = { accountId: null, userName: 'root', audit: byOperator };
  const addOther: TrustChange = { kind: 'add', authority: authorities.other, revocation: 'ocsp' };
  const addG3: TrustChange = { kind: 'add', authority: authorities.g3, revocation: null };
  const propose = (change: TrustChange, who = by(1)) => proposeChange(services(), { change, reason }, who);
  const digitsOf = (change: TrustChange) => change.authority.certificate.fingerprint.slice(-8);
  const approve = (id: number, change: TrustChange, who = by(2), on = db) =>
    approveProposal(services(on), { id, digits: digitsOf(change) }, who);
  const listed = async () =>
    (await readTrustList(db)).entries.map(({ authority, revocation }) => [
      authority.certificate.fingerprint,
      revocation,
    ]);
  const mails = async () =>
    (await db('mails').orderBy('id')).map(({ event, recipient, params }) => [
      event,
      recipient,
      JSON.parse(params).outcome,
    ]);
  const audited = async (from = 0) =>
    (await db('audit_entries').where('seq', '>', from).orderBy('seq')).map(({ bytes }) => {
      const { action, actor, detail } = JSON.parse(String(bytes));
      return [action, actor?.userName ?? detail.operator ?? null, detail.proposal];
    });
  const lastSeq = async () => Number((await db('audit_head').first()).seq);
  const fingerprints = (...names: (keyof typeof authorities)[]) =>
    names.map((name) => authorities[name].certificate.fingerprint);

  it('takes effect when another supervisor approves it, with audit and mail at each step', async () => {
    const seq = await lastSeq();
    const id = await propose(addOther);
    expect(await listed()).toEqual([[authorities.root.certificate.fingerprint, 'crl']]);
    expect(await trustListVersion(db)).toBe(1);
    await approve(id, addOther);
    expect(await listed()).toEqual([
      [authorities.root.certificate.fingerprint, 'crl'],
      [authorities.other.certificate.fingerprint, 'ocsp'],
    ]);
    expect(await trustListVersion(db)).toBe(2);
    expect(await mails()).toEqual([
      ['trust-proposed', 'supervisor02@a.example', undefined],
      ['trust-proposed', 'supervisor03@a.example', undefined],
      ['trust-decided', 'supervisor01@a.example', 'approved'],
      ['trust-decided', 'supervisor03@a.example', 'approved'],
    ]);
    expect(await audited(seq)).toEqual([
      ['trust.propose', 'supervisor01', id],
      ['trust.approve', 'supervisor02', id],
    ]);
    expect(await findProposal(db, id)).toMatchObject({
      state: 'approved',
      proposer: { userName: 'supervisor01' },
      decision: { by: 'supervisor02', at, reason: '' },
    });
  });

  it('of every kind: added, asked otherwise, removed', async () => {
    await approve(await propose(addOther), addOther);
    const otherwise: TrustChange = { kind: 'revocation', authority: authorities.other, revocation: 'crl' };
    await approve(await propose(otherwise), otherwise);
    expect((await listed()).at(-1)).toEqual([authorities.other.certificate.fingerprint, 'crl']);
    const removal: TrustChange = { kind: 'remove', authority: authorities.root, revocation: null };
    await approve(await propose(removal), removal);
    expect(await listed()).toEqual([[authorities.other.certificate.fingerprint, 'crl']]);
    expect(await trustListVersion(db)).toBe(4);
  });

  it('is not approved nor refused by whoever proposed it, and withdrawn by nobody else', async () => {
    const id = await propose(addOther);
    expect(await codeOf(() => approve(id, addOther, by(1)))).toBe('ERR_TRUST_OWN_PROPOSAL');
    expect(await codeOf(() => refuseProposal(services(), { id, reason }, by(1)))).toBe(
      'ERR_TRUST_OWN_PROPOSAL',
    );
    expect(await codeOf(() => withdrawProposal(services(), id, by(2)))).toBe('ERR_TRUST_NOT_PROPOSER');
    expect(await codeOf(() => approve(id, addOther, operator))).toBe('ERR_TRUST_OWN_PROPOSAL');
    expect(await findProposal(db, id)).toMatchObject({ state: 'waiting' });
  });

  it('of an operator is approved by any supervisor, and by no operator', async () => {
    const id = await propose(addOther, operator);
    expect(await codeOf(() => approve(id, addOther, operator))).toBe('ERR_TRUST_OWN_PROPOSAL');
    expect(await codeOf(() => withdrawProposal(services(), id, operator))).toBe('ERR_TRUST_NOT_PROPOSER');
    expect(await codeOf(() => approve(id, addOther, by(1)))).toBe('ok');
  });

  it('is approved with the end of the fingerprint only, however it is written', async () => {
    const id = await propose(addOther);
    const digits = digitsOf(addOther);
    const attempt = (typed: string) =>
      codeOf(() => approveProposal(services(), { id, digits: typed }, by(2)));
    const wrong = `${digits.slice(0, 7)}${digits.endsWith('0') ? '1' : '0'}`;
    for (const typed of ['', wrong, digits.slice(1), authorities.other.certificate.fingerprint]) {
      expect([typed, await attempt(typed)]).toEqual([typed, 'ERR_FIELDS']);
    }
    expect(await attempt(` ${digits.slice(0, 4).toUpperCase()}:${digits.slice(4)} `)).toBe('ok');
  });

  it('needs a reason', async () => {
    const without = (text: string) =>
      codeOf(() => proposeChange(services(), { change: addOther, reason: text }, by(1)));
    expect(await without('')).toBe('ERR_FIELDS');
    expect(await without('長'.repeat(501))).toBe('ERR_FIELDS');
    expect(await without('長'.repeat(500))).toBe('ok');
  });

  it('is refused with a reason, or withdrawn, and can be proposed again', async () => {
    const first = await propose(addOther);
    expect(await codeOf(() => propose(addOther, by(3)))).toBe('ERR_TRUST_PENDING');
    expect(await codeOf(() => refuseProposal(services(), { id: first, reason: '' }, by(2)))).toBe(
      'ERR_FIELDS',
    );
    await refuseProposal(services(), { id: first, reason: '指紋不符' }, by(2));
    expect(await findProposal(db, first)).toMatchObject({
      state: 'refused',
      decision: { by: 'supervisor02', reason: '指紋不符' },
    });
    const second = await propose(addOther);
    await withdrawProposal(services(), second, by(1));
    expect(await findProposal(db, second)).toMatchObject({ state: 'withdrawn' });
    for (const id of [first, second]) {
      expect(await codeOf(() => approve(id, addOther))).toBe('ERR_TRUST_PROPOSAL_OVER');
    }
    expect(await codeOf(() => approve(987_654, addOther))).toBe('ERR_TRUST_PROPOSAL_UNKNOWN');
    expect(await listed()).toHaveLength(1);
    expect((await mails()).filter(([event]) => event === 'trust-decided')).toEqual([
      ['trust-decided', 'supervisor01@a.example', 'refused'],
      ['trust-decided', 'supervisor03@a.example', 'refused'],
      ['trust-decided', 'supervisor02@a.example', 'withdrawn'],
      ['trust-decided', 'supervisor03@a.example', 'withdrawn'],
    ]);
  });

  it('lapses after fourteen days, once, whichever process notices', async () => {
    const id = await propose(addOther);
    at = new Date(now.getTime() + 14 * day - 1);
    expect(await lapseProposals(services())).toBe(0);
    at = new Date(now.getTime() + 14 * day);
    expect(await codeOf(() => approve(id, addOther))).toBe('ERR_TRUST_PROPOSAL_OVER');
    await db('mails').delete();
    const seq = await lastSeq();
    const lapsed = await Promise.all([lapseProposals(services()), lapseProposals(services(elsewhere))]);
    expect(lapsed.toSorted()).toEqual([0, 1]);
    expect(await findProposal(db, id)).toMatchObject({ state: 'lapsed', decision: { by: null } });
    expect(await mails()).toEqual(supervisors.map(({ email }) => ['trust-decided', email, 'lapsed']));
    expect(await audited(seq)).toEqual([['trust.lapse', null, id]]);
  });

  it('is judged again at its approval', async () => {
    await approve(await propose(addOther), addOther);
    const removals = (['root', 'other'] as const).map(
      (name): TrustChange => ({ kind: 'remove', authority: authorities[name], revocation: null }),
    );
    const [rootGone, otherGone] = await Promise.all(removals.map((change) => propose(change)));
    const below = await propose(addG3);
    // Two removals that are each possible alone, at once: one anchor stays.
    const outcomes = await Promise.all([
      codeOf(() => approve(rootGone ?? 0, removals[0] ?? addG3, by(2))),
      codeOf(() => approve(otherGone ?? 0, removals[1] ?? addG3, by(3), elsewhere)),
    ]);
    expect(outcomes.toSorted()).toEqual(['ERR_TRUST_LAST_ANCHOR', 'ok']);
    expect(await listed()).toHaveLength(1);
    const rootStays = outcomes[0] === 'ERR_TRUST_LAST_ANCHOR';
    expect(await codeOf(() => approve(below, addG3))).toBe(rootStays ? 'ok' : 'ERR_TRUST_NO_PATH');
  });

  it('is decided once when two supervisors approve at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await propose(addOther);
      const seq = await lastSeq();
      const version = await trustListVersion(db);
      const outcomes = await Promise.all([
        codeOf(() => approve(id, addOther, by(2))),
        codeOf(() => approve(id, addOther, by(3), elsewhere)),
      ]);
      expect(outcomes.toSorted()).toEqual(['ERR_TRUST_PROPOSAL_OVER', 'ok']);
      expect(await trustListVersion(db)).toBe(version + 1);
      expect(await audited(seq)).toHaveLength(1);
      await db('trust_authorities').where({ revocation: 'ocsp' }).delete();
    }
  });

  it('is either withdrawn or approved when both happen at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await propose(addOther);
      const seq = await lastSeq();
      const attempts = [
        () => approve(id, addOther, by(2), elsewhere),
        () => withdrawProposal(services(), id, by(1)),
      ];
      if (round % 2 === 1) attempts.reverse();
      const outcomes = await Promise.all(attempts.map((attempt) => codeOf(attempt)));
      expect(outcomes.toSorted()).toEqual(['ERR_TRUST_PROPOSAL_OVER', 'ok']);
      const { state } = (await findProposal(db, id)) ?? {};
      expect(await audited(seq)).toHaveLength(1);
      expect((await listed()).length).toBe(state === 'approved' ? 2 : 1);
      await db('trust_authorities').where({ revocation: 'ocsp' }).delete();
    }
  });

  it('is decided once by two processes', async () => {
    const processes = await Promise.all([1, 2].map(() => startDecider(settings, at)));
    try {
      for (let round = 0; round < 6; round += 1) {
        const id = await propose(addOther);
        const seq = await lastSeq();
        const rival = round % 2 === 0 ? { act: 'approve', by: by(3) } : { act: 'withdraw', by: by(1) };
        const orders = [{ act: 'approve', by: by(2) }, rival];
        const digits = digitsOf(addOther);
        const outcomes = await Promise.all(
          processes.map((decide, index) => decide({ ...orders[index], id, digits })),
        );
        expect(outcomes.toSorted()).toEqual(['ERR_TRUST_PROPOSAL_OVER', 'ok']);
        expect(await audited(seq)).toHaveLength(1);
        const { state } = (await findProposal(db, id)) ?? {};
        expect((await listed()).length).toBe(state === 'approved' ? 2 : 1);
        await db('trust_authorities').where({ revocation: 'ocsp' }).delete();
      }
    } finally {
      for (const decide of processes) decide.stop();
    }
  });

  it('cannot be proposed twice at the same moment', async () => {
    const outcomes = await Promise.all([
      codeOf(() => propose(addOther)),
      codeOf(() => proposeChange(services(elsewhere), { change: addOther, reason }, by(2))),
    ]);
    expect(outcomes.toSorted()).toEqual(['ERR_TRUST_PENDING', 'ok']);
  });

  it('is not made when it cannot be audited', async () => {
    const id = await propose(addOther);
    await db.schema.renameTable('audit_head', 'audit_head_away');
    await expect(approve(id, addOther)).rejects.toThrow();
    await db.schema.renameTable('audit_head_away', 'audit_head');
    expect(await listed()).toHaveLength(1);
    expect(await findProposal(db, id)).toMatchObject({ state: 'waiting' });
  });

  it.each([
    [
      'what is there already',
      () => ({ kind: 'add', authority: authorities.root, revocation: 'crl' }),
      'ERR_TRUST_PRESENT',
    ],
    [
      'the removal of what is not there',
      () => ({ kind: 'remove', authority: authorities.other, revocation: null }),
      'ERR_TRUST_UNKNOWN',
    ],
    [
      'the removal of the last anchor',
      () => ({ kind: 'remove', authority: authorities.root, revocation: null }),
      'ERR_TRUST_LAST_ANCHOR',
    ],
    [
      'the way that is in use',
      () => ({ kind: 'revocation', authority: authorities.root, revocation: 'crl' }),
      'ERR_TRUST_SAME_WAY',
    ],
  ] as const satisfies readonly (readonly [string, () => TrustChange, string])[])(
    'is not proposed when it is %s',
    async (_, change, code) => {
      expect(await codeOf(() => propose(change()))).toBe(code);
      expect(fingerprints('root')).toEqual((await listed()).map(([fingerprint]) => fingerprint));
    },
  );
});

type Decide = ((order: object) => Promise<string>) & { stop(): void };

/** Starts a process that decides on proposals; see `support/decide.mjs`. */
async function startDecider(settings: DatabaseSettings, at: Date): Promise<Decide> {
  const file = fileURLToPath(new URL('support/decide.mjs', import.meta.url));
  const child = fork(file, [JSON.stringify({ settings, at })]);
  const answer = () =>
    new Promise<string>((resolve) => child.once('message', (text) => resolve(String(text))));
  expect(await answer()).toBe('ready');
  const decide = (order: object) => {
    const outcome = answer();
    child.send(order);
    return outcome;
  };
  return Object.assign(decide, { stop: () => child.disconnect() });
}

/** Only its number matters here. */
async function addAccount(db: Database, userName: string): Promise<number> {
  const { addAccount: add, argon2id } = await import('../../src/accounts/index.js');
  const { parseRanges } = await import('../../src/ip-ranges/index.js');
  const { accountId } = await inTransaction(db, (trx) =>
    add(
      trx,
      { passwords: { ...argon2id, hash: async () => 'no password' }, randomBytes },
      {
        userName,
        role: 'supervisor',
        institutionCode: null,
        name: '吳建宏',
        idLast4: null,
        email: `${userName}@a.example`,
        language: userName === 'supervisor03' ? 'en' : 'zh-Hant',
        ranges: parseRanges('ranges', ['127.0.0.0/8'], { demoMode: true, widest: 'confirmed-by-reviewer' }),
      },
      { ...byOperator, at: now },
    ),
  );
  return accountId;
}
