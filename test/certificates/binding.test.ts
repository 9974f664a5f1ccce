import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import {
  bindOrCheckCard,
  type CardIdentity,
  cardsOfAccount,
  cardsOfAccounts,
  deleteExpiredChallenges,
  issueChallenge,
  pastCardsOfAccount,
  replaceCard,
  takeChallenge,
  unbindCards,
} from '../../src/certificates/index.js';
import { toStoredTime } from '../../src/clock.js';
import { connect, type Database, type Dialect, inTransaction } from '../../src/database/index.js';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases.js';
import { codeOf } from './support/context.js';

const now = new Date('2026-11-22T04:00:00.000Z');
const later = new Date('2026-11-23T04:00:00.000Z');
const clock = () => now;

const card: CardIdentity = {
  profile: 'citizen',
  name: '陳怡君',
  serialNumber: '0000000114063001',
  issuerKeyId: '4720a3b1264bcd6d48acf2640886972c7454115f',
  idLast4: '6789',
  certificateFingerprint: 'ab'.repeat(32),
};

describeOnEachDatabase('the nonce of a login', (open, dialect) => {
  let database: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await open();
    db = database.db;
  });

  const issue = (sessionId: string) => issueChallenge(db, { sessionId, clock, random: randomBytes });

  it('is 32 random bytes in 44 characters, and comes back once, to its own session', async () => {
    const nonce = await issueChallenge(db, {
      sessionId: 'a',
      clock,
      random: (size) => Buffer.alloc(size, 7),
    });
    expect(nonce).toBe('BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=');
    expect(await takeChallenge(db, { sessionId: 'b', at: now })).toBeUndefined();
    expect(await takeChallenge(db, { sessionId: 'a', at: now })).toBe(nonce);
    expect(await takeChallenge(db, { sessionId: 'a', at: now })).toBeUndefined();
  });

  it('is good for five minutes, and gone after a look that came too late', async () => {
    const end = new Date(now.getTime() + 5 * 60_000);
    const nonce = await issue('c');
    expect(await takeChallenge(db, { sessionId: 'c', at: new Date(end.getTime() - 1) })).toBe(nonce);
    await issue('c');
    expect(await takeChallenge(db, { sessionId: 'c', at: end })).toBeUndefined();
    expect(await takeChallenge(db, { sessionId: 'c', at: now })).toBeUndefined();
  });

  it('is replaced by the next one of the session', async () => {
    await issue('d');
    const second = await issue('d');
    expect(await takeChallenge(db, { sessionId: 'd', at: now })).toBe(second);
  });

  it('goes to exactly one of two that take it at once, over two pools', async () => {
    const other = secondPool(database, dialect);
    try {
      for (let round = 0; round < 10; round += 1) {
        const nonce = await issue('e');
        const taken = await Promise.all(
          [db, other, db, other].map((pool) => takeChallenge(pool, { sessionId: 'e', at: now })),
        );
        expect(taken.filter((one) => one !== undefined)).toEqual([nonce]);
      }
    } finally {
      if (other !== db) await other.destroy();
    }
  });

  it('is deleted when nobody answers', async () => {
    await issue('f');
    expect(await deleteExpiredChallenges(db, now)).toBe(0);
    expect(await deleteExpiredChallenges(db, later)).toBe(1);
  });
});

describeOnEachDatabase('the card of an account', (open, dialect) => {
  let database: TestDatabase;
  let db: Database;
  let number = 0;
  const nextNumber = () => {
    number += 1;
    return number;
  };

  beforeAll(async () => {
    database = await open();
    db = database.db;
  });

  /** A card of its own for each test, and accounts of its holder. */
  const freshCard = (): CardIdentity => ({ ...card, serialNumber: `${1e15 + nextNumber()}` });

  async function addAccount(): Promise<number> {
    const userName = `user${nextNumber()}`;
    const [id] = await db('accounts').insert({
      user_name: userName,
      user_name_key: userName,
      role: 'reporter',
      state: 'active',
      name: card.name,
      email: 'user@example.tw',
      password_hash: 'none',
      password_kind: 'own',
      password_set_at: toStoredTime(now),
      generation: 1,
      created_at: toStoredTime(now),
    });
    return Number(id);
  }

  const bind = (
    account: { id: number; name?: string; idLast4?: string },
    identity: CardIdentity,
    options: { at?: Date; mayShare?: (others: readonly number[]) => boolean; pool?: Database } = {},
  ) =>
    inTransaction(options.pool ?? db, (trx) =>
      bindOrCheckCard(trx, {
        account: { name: card.name, ...account },
        identity,
        at: options.at ?? now,
        ...(options.mayShare === undefined ? {} : { mayShare: options.mayShare }),
      }),
    );

  it('is bound at its first use and known after that', async () => {
    const id = await addAccount();
    const identity = freshCard();
    expect(await bind({ id, idLast4: '6789' }, identity)).toBe('bound-now');
    expect(await bind({ id }, identity, { at: later })).toBe('known');
    expect(await cardsOfAccount(db, id)).toEqual([
      {
        id: expect.any(Number),
        profile: 'citizen',
        issuerKeyId: card.issuerKeyId,
        subjectSerial: identity.serialNumber,
        name: card.name,
        boundAt: now,
        lastUsedAt: later,
      },
    ]);
  });

  it('must carry the holder’s name, and the ID digits where both sides have them', async () => {
    const id = await addAccount();
    const identity = freshCard();
    const { idLast4: _, ...medical } = { ...identity, profile: 'medical' };
    expect(await codeOf(() => bind({ id, name: '林志明' }, identity))).toBe('ERR_CARD_OTHER_PERSON');
    expect(await codeOf(() => bind({ id, idLast4: '1234' }, identity))).toBe('ERR_CARD_OTHER_PERSON');
    expect(await bind({ id, idLast4: '1234' }, medical)).toBe('bound-now');
  });

  it('stays known when the account’s name changes', async () => {
    const id = await addAccount();
    const identity = freshCard();
    await bind({ id }, identity);
    expect(await bind({ id, name: '陳依君' }, identity)).toBe('known');
  });

  it('is the only one: another card of the same person is refused, and another person’s card says so', async () => {
    const id = await addAccount();
    await bind({ id }, freshCard());
    expect(await codeOf(() => bind({ id }, freshCard()))).toBe('ERR_CARD_OTHER_CARD');
    const samePlace = { ...freshCard(), issuerKeyId: 'ff'.repeat(20) };
    expect(await codeOf(() => bind({ id }, samePlace))).toBe('ERR_CARD_OTHER_CARD');
    expect(await codeOf(() => bind({ id }, { ...freshCard(), name: '林志明' }))).toBe(
      'ERR_CARD_OTHER_PERSON',
    );
  });

  it('serves one account only, unless sharing is allowed', async () => {
    const [first, second] = [await addAccount(), await addAccount()];
    const identity = freshCard();
    await bind({ id: first }, identity);
    expect(await codeOf(() => bind({ id: second }, identity))).toBe('ERR_CARD_BOUND_ELSEWHERE');
    const asked: (readonly number[])[] = [];
    const mayShare = (others: readonly number[]) => asked.push(others) > 0;
    expect(await bind({ id: second }, identity, { mayShare })).toBe('bound-now');
    expect(asked).toEqual([[first]]);
    expect(await bind({ id: second }, identity)).toBe('known');
  });

  it('can be unbound: the next card is the first again, and the old one is free for another account', async () => {
    const [first, second] = [await addAccount(), await addAccount()];
    const identity = freshCard();
    await bind({ id: first }, identity);
    expect(
      await inTransaction(db, (trx) => unbindCards(trx, { accountId: first, at: later, by: 'holder' })),
    ).toBe(1);
    expect(await cardsOfAccount(db, first)).toEqual([]);
    expect(await bind({ id: second }, identity)).toBe('bound-now');
    expect(await bind({ id: first }, freshCard())).toBe('bound-now');
  });

  it('is replaced by another card of the same person, and stays in the history', async () => {
    const [id, other] = [await addAccount(), await addAccount()];
    const [old, next] = [freshCard(), freshCard()];
    await bind({ id }, old);
    const replace = (identity: CardIdentity) =>
      inTransaction(db, (trx) =>
        replaceCard(trx, { account: { id, name: card.name, idLast4: '6789' }, identity, at: later }),
      );
    expect(await codeOf(() => replace({ ...next, idLast4: '0005' }))).toBe('ERR_CARD_OTHER_PERSON');
    expect(await replace(next)).toBe('replaced');
    expect(await replace(next)).toBe('known');
    const serials = (await cardsOfAccounts(db, [id, other])).get(id)?.map((one) => one.subjectSerial);
    expect(serials).toEqual([next.serialNumber]);
    expect(await pastCardsOfAccount(db, id)).toMatchObject([
      { subjectSerial: old.serialNumber, unboundAt: later, unboundBy: 'replaced' },
    ]);
    await bind({ id: other }, old);
    expect(await codeOf(() => replace(old))).toBe('ERR_CARD_BOUND_ELSEWHERE');
    expect(await cardsOfAccount(db, id)).toHaveLength(1);
  });

  it('is bound once when two first logins come at once, with one card or with two', async () => {
    const other = secondPool(database, dialect);
    try {
      const [one, two, three] = [await addAccount(), await addAccount(), await addAccount()];
      const shared = freshCard();
      const sameCard = await Promise.all([
        codeOf(() => bind({ id: one }, shared)),
        codeOf(() => bind({ id: two }, shared, { pool: other })),
      ]);
      expect(sameCard.sort()).toEqual(['ERR_CARD_BOUND_ELSEWHERE', 'ok']);
      const sameAccount = await Promise.all([
        codeOf(() => bind({ id: three }, freshCard())),
        codeOf(() => bind({ id: three }, freshCard(), { pool: other })),
      ]);
      expect(sameAccount.sort()).toEqual(['ERR_CARD_OTHER_CARD', 'ok']);
      expect(await cardsOfAccount(db, three)).toHaveLength(1);
    } finally {
      if (other !== db) await other.destroy();
    }
  });
});

/** SQLite's driver waits for a lock without letting anything else run, so two pools of one process would wait for ever. */
function secondPool(database: TestDatabase, dialect: Dialect): Database {
  return dialect === 'sqlite' ? database.db : connect(database.settings);
}
