import { beforeAll, beforeEach, expect, it } from 'vitest';
import { byOperator, changeAccount, findAccountByName } from '../../src/accounts/index.js';
import { type CardLogin, issueChallenge } from '../../src/certificates/index.js';
import { connect, inTransaction } from '../../src/database/index.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { Problem } from '../../src/problems/index.js';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases.js';
import { signToken } from '../support/demo-cards.js';
import { beginSession, office, openCards, openWorld, origin, type World } from './support/world.js';

type Cards = Awaited<ReturnType<typeof openCards>>;
let cards: Cards;
beforeAll(async () => {
  cards = await openCards();
});

/** The code an attempt ends with. */
async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'logged in';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

async function lastAudit(world: World) {
  const entry = await world.db('audit_entries').orderBy('seq', 'desc').first<{ bytes: Buffer }>();
  return JSON.parse(entry?.bytes.toString('utf8') ?? '{}');
}

describeOnEachDatabase('logIn', (open, dialect) => {
  let database: TestDatabase;
  let world: World;

  beforeAll(async () => {
    database = await open();
    world = await openWorld(database.db, cards);
  });

  beforeEach(async () => {
    await world.empty();
    await world.addReady({});
  });

  it('begins a session of the account when all five hold, and binds the first card', async () => {
    const { secret, session, account } = await world.logIn();
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(session.id).not.toContain(secret);
    expect(account.userName).toBe('reporter01');
    expect(session.idleEndsAt.getTime() - world.clock.now.getTime()).toBe(15 * 60_000);
    expect(session.endsAt.getTime() - world.clock.now.getTime()).toBe(12 * 60 * 60_000);
    const stored = await world.db('sessions').where({ id: session.id }).first();
    expect(stored).toMatchObject({ kind: 'browser', address: office, card_profile: 'citizen' });
    expect(await world.db('mails').pluck('event')).toEqual(['card-bound']);
    expect(await lastAudit(world)).toMatchObject({
      action: 'session.begin',
      outcome: 'done',
      actor: { userName: 'reporter01', institutionCode: '1268650500' },
      detail: { way: 'page', card: 'citizen', binding: 'bound-now' },
      reference: 'TESTREF',
    });
  });

  it('takes the user name in any case of letters', async () => {
    expect((await world.logIn({ userName: ' REPORTER01 ' })).account.userName).toBe('reporter01');
  });

  it('gives a new session id and ends the one of before the login', async () => {
    const before = await beginSession(world.db, world.clock.now);
    const { session } = await world.logIn({ sessionId: before });
    expect(session.id).not.toBe(before);
    expect(await world.db('sessions').pluck('id')).toEqual([session.id]);
  });

  it('answers wrong password, unknown name, suspended and disabled account, and expired first password alike', async () => {
    const { accountId } = await world.add({ userName: 'suspended1', email: 'a@b.example' });
    const by = { ...byOperator, at: world.clock.now };
    await inTransaction(world.db, (trx) => changeAccount(trx, accountId, { state: 'suspended' }, by));
    const disabled = await world.addReady({ userName: 'disabled1' });
    await inTransaction(world.db, (trx) => changeAccount(trx, disabled, { state: 'disabled' }, by));
    const late = await world.add({ userName: 'lateuser1' });
    world.clock.advance(14 * 24 * 60);
    const attempts = [
      { password: 'wrong password' },
      { userName: 'nobody0001' },
      { userName: 'suspended1', password: 'not looked at' },
      { userName: 'disabled1' },
      { userName: 'lateuser1', password: late.oneTimePassword },
    ];
    for (const [index, attempt] of attempts.entries()) {
      const hashes = world.passwords.verified;
      const address = `203.69.20.${index + 1}`;
      expect(await codeOf(world.logIn({ ...attempt, address }))).toBe('ERR_LOGIN_FAILED');
      // One hash, whoever it is: that is what the time of the answer consists of.
      expect(world.passwords.verified - hashes).toBe(1);
      expect(await lastAudit(world)).toMatchObject({
        outcome: 'refused',
        actor: null,
        detail: { code: 'ERR_LOGIN_FAILED' },
      });
    }
    expect(await lastAudit(world)).toMatchObject({ detail: { cause: 'one-time password expired' } });
  });

  it('is no oracle: with a wrong password no card is looked at', async () => {
    for (const [index, card] of ['other-person', 'revoked', 'business'].entries()) {
      const address = `203.69.20.${index + 1}`;
      expect(
        await codeOf(world.logIn({ password: 'wrong password', card, address, userName: `name000${index}` })),
      ).toBe('ERR_LOGIN_FAILED');
    }
    expect(await codeOf(world.logIn({ password: 'wrong password', tokenText: '{}' }))).toBe(
      'ERR_LOGIN_FAILED',
    );
    expect(await codeOf(world.logIn({ password: 'wrong password', address: '8.8.8.8' }))).toBe(
      'ERR_LOGIN_FAILED',
    );
  });

  it('writes no unknown user name down, since it may be a password', async () => {
    await codeOf(world.logIn({ userName: 'Correct-Horse-99' }));
    const trail = await world.db('audit_entries').pluck<Buffer[]>('bytes');
    expect(Buffer.concat(trail).toString('utf8').toLowerCase()).not.toContain('correct-horse');
    expect(JSON.stringify(await world.db('login_failures'))).not.toContain('horse');
  });

  it.each([
    ['other-person', 'ERR_CARD_OTHER_PERSON'],
    ['same-name', 'ERR_CARD_OTHER_PERSON'],
    ['business', 'ERR_CARD_BUSINESS'],
    ['expired', 'ERR_CARD_EXPIRED'],
    ['revoked', 'ERR_CARD_REVOKED'],
    ['on-hold', 'ERR_CARD_ON_HOLD'],
    ['unknown-issuer', 'ERR_CARD_ISSUER_UNKNOWN'],
  ])('tells who has the password what is wrong with the card: %s', async (card, code) => {
    expect(await codeOf(world.logIn({ card }))).toBe(code);
    expect(await world.db('account_cards')).toEqual([]);
    expect(await lastAudit(world)).toMatchObject({ outcome: 'refused', detail: { code } });
  });

  it('tells the address last, with the address seen, and binds no card from there', async () => {
    await expect(world.logIn({ address: '8.8.8.8' })).rejects.toMatchObject({
      code: 'ERR_LOGIN_ADDRESS',
      params: { address: '8.8.8.8' },
    });
    expect(await world.db('account_cards')).toEqual([]);
    expect(await codeOf(world.logIn({ address: '8.8.8.8', card: 'other-person' }))).toBe(
      'ERR_CARD_OTHER_PERSON',
    );
  });

  it('lets the forwarded address only narrow', async () => {
    const narrow = parseRange('2.2.2.25@203.69.20.5 至 2.2.2.28@203.69.20.5', {
      demoMode: false,
      widest: defaultWidths,
    });
    await world.addReady({ userName: 'behindproxy', name: '黃淑芬', idLast4: null, ranges: [narrow] });
    const attempt = { userName: 'behindproxy', card: 'medical' };
    expect(await codeOf(world.logIn(attempt))).toBe('ERR_LOGIN_ADDRESS');
    expect(await codeOf(world.logIn({ ...attempt, forwardedClient: '2.2.2.29' }))).toBe('ERR_LOGIN_ADDRESS');
    expect(await codeOf(world.logIn({ ...attempt, forwardedClient: '2.2.2.26' }))).toBe('logged in');
  });

  it('uses a nonce once, also when two send it at the same time', async () => {
    const sessionId = await beginSession(world.db, world.clock.now);
    const nonce = await issueChallenge(world.db, {
      sessionId,
      clock: world.clock.read,
      random: world.services.randomBytes,
    });
    const tokenText = await signToken(cards.cards, { card: 'reporter', origin, nonce });
    const codes = await Promise.all(
      [1, 2, 3].map(() => codeOf(world.logIn({ sessionId, tokenText, way: 'program' }))),
    );
    expect(codes.sort()).toEqual(['ERR_CARD_SIGNATURE', 'ERR_CARD_SIGNATURE', 'logged in']);
  });

  it('uses the nonce up even when something else was wrong', async () => {
    const sessionId = await beginSession(world.db, world.clock.now);
    const nonce = await issueChallenge(world.db, {
      sessionId,
      clock: world.clock.read,
      random: world.services.randomBytes,
    });
    const tokenText = await signToken(cards.cards, { card: 'reporter', origin, nonce });
    expect(await codeOf(world.logIn({ sessionId, tokenText, captcha: 'wrong' }))).toBe('ERR_CAPTCHA');
    expect(await codeOf(world.logIn({ sessionId, tokenText, way: 'program' }))).toBe('ERR_CARD_SIGNATURE');
  });

  it('takes no token that was signed for another session or another origin', async () => {
    const other = await beginSession(world.db, world.clock.now);
    const nonce = await issueChallenge(world.db, {
      sessionId: other,
      clock: world.clock.read,
      random: world.services.randomBytes,
    });
    const tokenText = await signToken(cards.cards, { card: 'reporter', origin, nonce });
    const sessionId = await beginSession(world.db, world.clock.now);
    await issueChallenge(world.db, {
      sessionId,
      clock: world.clock.read,
      random: world.services.randomBytes,
    });
    expect(await codeOf(world.logIn({ sessionId, tokenText, way: 'program' }))).toBe('ERR_CARD_SIGNATURE');
    expect(await codeOf(world.logIn({ signedOrigin: 'https://jianbao.example' }))).toBe('ERR_CARD_SIGNATURE');
  });

  it('pauses after five failures for fifteen minutes, for known and unknown names alike', async () => {
    for (const userName of ['reporter01', 'nobody0001']) {
      for (let failure = 1; failure <= 5; failure += 1) {
        expect(
          await codeOf(world.logIn({ userName, password: 'wrong', address: `203.69.20.${failure}` })),
        ).toBe('ERR_LOGIN_FAILED');
      }
      const hashes = world.passwords.verified;
      await expect(world.logIn({ userName, address: '203.69.20.6' })).rejects.toMatchObject({
        code: 'ERR_LOGIN_LOCKED',
        params: { minutes: 15 },
      });
      expect(world.passwords.verified).toBe(hashes);
      world.clock.advance(20);
    }
  });

  it('opens again when the fifteen minutes are over, and trying meanwhile does not lengthen them', async () => {
    for (let failure = 1; failure <= 5; failure += 1) {
      await codeOf(world.logIn({ password: 'wrong', address: `203.69.20.${failure}` }));
    }
    world.clock.advance(14);
    await expect(world.logIn()).rejects.toMatchObject({ code: 'ERR_LOGIN_LOCKED', params: { minutes: 1 } });
    world.clock.advance(1);
    expect(await codeOf(world.logIn())).toBe('logged in');
  });

  it('counts failures from one address whatever the names', async () => {
    for (let failure = 1; failure <= 5; failure += 1) {
      await codeOf(world.logIn({ userName: `nobody000${failure}`, password: 'wrong' }));
    }
    expect(await codeOf(world.logIn())).toBe('ERR_LOGIN_LOCKED');
    expect(await codeOf(world.logIn({ address: '203.69.20.6' }))).toBe('logged in');
  });

  it('forgets an account’s failures when it logs in, but not those of the address', async () => {
    for (let failure = 1; failure <= 4; failure += 1) await codeOf(world.logIn({ password: 'wrong' }));
    expect(await codeOf(world.logIn())).toBe('logged in');
    expect(await world.db('login_failures').orderBy('scope').select('scope', 'failures')).toEqual([
      { scope: 'account', failures: 0 },
      { scope: 'address', failures: 4 },
    ]);
    await codeOf(world.logIn({ userName: 'nobody0001', password: 'wrong' }));
    expect(await codeOf(world.logIn())).toBe('ERR_LOGIN_LOCKED');
  });

  it('counts a wrong card as a failure; a wrong captcha and a wrong place as none', async () => {
    await codeOf(world.logIn({ card: 'other-person' }));
    await codeOf(world.logIn({ captcha: 'wrong' }));
    await codeOf(world.logIn({ address: '8.8.8.8' }));
    const counters = await world.db('login_failures').where({ scope: 'account' }).pluck('failures');
    expect(counters).toEqual([1]);
  });

  it('lets exactly five through when twelve try at once', async () => {
    const hashes = world.passwords.verified;
    const attempts = Array.from({ length: 12 }, () => codeOf(world.logIn({ password: 'wrong' })));
    const codes = await Promise.all(attempts);
    expect(codes.filter((code) => code === 'ERR_LOGIN_FAILED')).toHaveLength(5);
    expect(codes.filter((code) => code === 'ERR_LOGIN_LOCKED')).toHaveLength(7);
    expect(world.passwords.verified - hashes).toBe(5);
  });

  // Two connections of one process to one SQLite file would wait for each other on the same thread.
  it.runIf(dialect === 'mariadb')('counts with a second gateway on the same database', async () => {
    const second = connect(database.settings);
    const other: World = { ...world, services: { ...world.services, db: second } };
    try {
      const codes = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((n) =>
          codeOf(
            (n % 2 === 0 ? world : other).logIn({
              password: 'wrong',
              way: 'program',
              address: `203.69.20.${n}`,
            }),
          ),
        ),
      );
      // A program is stopped after three.
      expect(codes.filter((code) => code === 'ERR_LOGIN_FAILED')).toHaveLength(3);
      expect(codes.filter((code) => code === 'ERR_LOGIN_LOCKED')).toHaveLength(3);
    } finally {
      await second.destroy();
    }
  });

  it('knows the card the second time and refuses another one', async () => {
    await world.logIn();
    expect(await codeOf(world.logIn())).toBe('logged in');
    expect(await lastAudit(world)).toMatchObject({ detail: { binding: 'known' } });
    await world.addReady({ userName: 'reporter02' });
    expect(await codeOf(world.logIn({ userName: 'reporter02' }))).toBe('ERR_CARD_BOUND_ELSEWHERE');
  });

  it('refuses when the account changed between password and entry', async () => {
    const account = await findAccountByName(world.db, 'reporter01');
    const by = { ...byOperator, at: world.clock.now };
    const disabling: CardLogin['validate'] = async (text, nonce) => {
      await inTransaction(world.db, (trx) => changeAccount(trx, account?.id ?? 0, { state: 'disabled' }, by));
      return cards.cardLogin.validate(text, nonce);
    };
    const changing: World = { ...world, services: { ...world.services, cards: { validate: disabling } } };
    expect(await codeOf(changing.logIn())).toBe('ERR_LOGIN_FAILED');
    expect(await lastAudit(world)).toMatchObject({ detail: { cause: 'the account changed meanwhile' } });
  });

  it('counts no failure when the card’s status cannot be learnt', async () => {
    const validate = () => Promise.reject(new Problem('ERR_CARD_STATUS_UNAVAILABLE'));
    const cut: World = { ...world, services: { ...world.services, cards: { validate } } };
    expect(await codeOf(cut.logIn())).toBe('ERR_CARD_STATUS_UNAVAILABLE');
    expect(await world.db('login_failures').pluck('failures')).toEqual([0, 0]);
  });
});
