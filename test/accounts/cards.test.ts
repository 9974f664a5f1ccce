import type { Request } from 'express';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { confirmCardCode } from '../../src/accounts/cards/confirm-card-code.js';
import { overseersOf } from '../../src/accounts/cards/overseers.js';
import { maskName } from '../../src/accounts/cards/show-card.js';
import { unbindCard } from '../../src/accounts/cards/unbind-card.js';
import { byOperator, changeAccount, findAccount } from '../../src/accounts/index.js';
import { cardList } from '../../src/accounts/pages/card-list.js';
import { cardsOfAccount, pastCardsOfAccount } from '../../src/certificates/index.js';
import { connect, inTransaction } from '../../src/database/index.js';
import { Problem } from '../../src/problems/index.js';
import { loadPart } from '../../src/web/lists/load-part.js';
import { readState } from '../../src/web/lists/read-state.js';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases.js';
import { codesIn, mailsIn } from './support/mails.js';
import { beginSession, office, openCards, openWorld, type World } from './support/world.js';

type Cards = Awaited<ReturnType<typeof openCards>>;
let cards: Cards;
beforeAll(async () => {
  cards = await openCards();
}, 120_000);

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

it.each([
  ['陳怡君', '陳○君'],
  ['王明', '王○'],
  ['歐陽詩涵', '歐○○涵'],
  ['𤭢', '𤭢○'],
] as const)('the name %s is shown as %s', (name, shown) => {
  expect(maskName(name)).toBe(shown);
});

describeOnEachDatabase('another card of the same person', (open, dialect) => {
  let database: TestDatabase;
  let world: World;
  let accountId: number;

  beforeAll(async () => {
    database = await open();
    world = await openWorld(database.db, cards);
  });

  beforeEach(async () => {
    await world.empty();
    accountId = await world.addReady({});
    await world.addReady({
      userName: 'manager01',
      role: 'manager',
      name: '林志明',
      idLast4: '0001',
      email: 'manager01@test-hospital.example',
    });
    await world.logIn();
  });

  /** Logs in with the second card; gives whom the code was sent for and the code. */
  async function askForCode(way: 'page' | 'program' = 'page', address = office) {
    const holder = await beginSession(world.db, world.clock.now, address);
    const answer = await codeOf(world.logIn({ card: 'reporter-second', sessionId: holder, way, address }));
    return { holder, answer, code: (await codesIn(world.db)).at(-1) ?? '' };
  }

  function confirm(
    holder: string,
    code: string,
    more: { way?: 'page' | 'program'; address?: string; services?: World['services'] } = {},
  ) {
    return confirmCardCode(more.services ?? world.services, {
      code,
      challengeHolder: holder,
      way: { kind: more.way ?? 'page' },
      arrival: { address: more.address ?? office, forwardedClient: undefined, reference: 'TESTREF' },
      userAgent: 'vitest',
      language: 'zh-Hant',
    });
  }

  const wrongOf = (code: string) => code.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));
  const numbers = async () => (await cardsOfAccount(world.db, accountId)).map((card) => card.subjectSerial);

  it('is bound by the code that the account’s own address gets, and the old one stays in the history', async () => {
    const { holder, answer, code } = await askForCode();
    expect(answer).toBe('ERR_CARD_CODE_SENT');
    expect(code).toMatch(/^\d{4} \d{4}$/);
    expect(await numbers()).toEqual(['0000000114063001']);
    const { account, session } = await confirm(holder, code);
    expect(account.userName).toBe('reporter01');
    expect(await numbers()).toEqual(['0000000115063010']);
    expect(await pastCardsOfAccount(world.db, accountId)).toMatchObject([
      { subjectSerial: '0000000114063001', unboundBy: 'replaced', unboundAt: world.clock.now },
    ]);
    // The old card's session has ended, the browser's own one was given up for the new one.
    expect(await world.db('sessions').where({ account_generation: account.generation }).pluck('id')).toEqual([
      session.id,
    ]);
    expect(await world.db('sessions').where({ id: holder })).toEqual([]);
    expect(await codeOf(world.logIn({ card: 'reporter-second' }))).toBe('done');
    expect(await codeOf(world.logIn({ card: 'reporter' }))).toBe('ERR_CARD_CODE_SENT');
  });

  it('is told to the holder and to the managers of the institution, and audited', async () => {
    const other = { userName: 'manager09', role: 'manager', institutionCode: '1101100011' } as const;
    await world.addReady({ ...other, email: 'manager09@other.example' });
    const { holder, code } = await askForCode();
    await confirm(holder, code);
    expect(await mailsIn(world.db)).toEqual([
      ['card-bound', 'reporter01@test-hospital.example'],
      ['card-code', 'reporter01@test-hospital.example'],
      ['card-replaced', 'reporter01@test-hospital.example'],
      ['card-replaced', 'manager01@test-hospital.example'],
    ]);
    const entries = await world.db('audit_entries').orderBy('seq', 'desc').limit(4).pluck<Buffer[]>('bytes');
    expect(entries.map((bytes) => JSON.parse(bytes.toString('utf8')))).toMatchObject([
      { action: 'session.begin', outcome: 'done', detail: { binding: 'replaced' } },
      { action: 'card.replace', outcome: 'done' },
      { action: 'session.begin', outcome: 'refused', detail: { code: 'ERR_CARD_CODE_SENT' } },
      { action: 'card.send-code', outcome: 'done' },
    ]);
    expect(entries.join('')).not.toContain(code.replace(' ', ''));
  });

  it('stores the code hashed, and sealed while its mail waits', async () => {
    const { code } = await askForCode();
    const digits = code.replace(' ', '');
    const stored = JSON.stringify([await world.db('card_codes'), await world.db('mails')]);
    expect(stored).not.toContain(digits);
    expect(stored).not.toContain(code);
    expect((await world.db('card_codes').first()).code_hash).toMatch(/^\$argon2id\$/);
  });

  it('mails no code before everything else holds', async () => {
    const second = { card: 'reporter-second' };
    expect(await codeOf(world.logIn({ ...second, password: 'wrong' }))).toBe('ERR_LOGIN_FAILED');
    expect(await codeOf(world.logIn({ ...second, captcha: 'wrong' }))).toBe('ERR_CAPTCHA');
    expect(await codeOf(world.logIn({ ...second, tokenText: 'no token' }))).toMatch(/^ERR_CARD_/);
    expect(await codeOf(world.logIn({ ...second, address: '8.8.8.8' }))).toBe('ERR_LOGIN_ADDRESS');
    expect(await codeOf(world.logIn({ card: 'same-name' }))).toBe('ERR_CARD_OTHER_PERSON');
    expect(await codesIn(world.db)).toEqual([]);
    expect(await world.db('card_codes')).toEqual([]);
  });

  it('mails no code for a card that serves another account', async () => {
    await world.addReady({ userName: 'reporter02' });
    expect(await codeOf(world.logIn({ userName: 'reporter02', card: 'reporter-second' }))).toBe('done');
    expect((await askForCode()).answer).toBe('ERR_CARD_BOUND_ELSEWHERE');
    expect(await codesIn(world.db)).toEqual([]);
  });

  it('takes the code three times at the most', async () => {
    const { holder, code } = await askForCode();
    await expect(confirm(holder, wrongOf(code))).rejects.toMatchObject({
      code: 'ERR_CARD_CODE_WRONG',
      params: { left: 2 },
    });
    await expect(confirm(holder, '')).rejects.toMatchObject({ params: { left: 1 } });
    expect(await codeOf(confirm(holder, wrongOf(code)))).toBe('ERR_CARD_CODE_OVER');
    expect(await codeOf(confirm(holder, code))).toBe('ERR_CARD_CODE_OVER');
    expect(await numbers()).toEqual(['0000000114063001']);
  });

  it('counts each wrong code as a failure, and forgets them when the right one comes', async () => {
    const { holder, code } = await askForCode();
    await codeOf(confirm(holder, wrongOf(code)));
    const failures = () => world.db('login_failures').orderBy('scope').pluck('failures');
    expect(await failures()).toEqual([2, 2]);
    await confirm(holder, code);
    // The address keeps the wrong code; the account is free.
    expect(await failures()).toEqual([0, 1]);
  });

  it('pauses a program after the request and two wrong codes', async () => {
    const { holder, code } = await askForCode('program');
    for (const _ of [1, 2]) await codeOf(confirm(holder, wrongOf(code), { way: 'program' }));
    expect(await codeOf(confirm(holder, code, { way: 'program' }))).toBe('ERR_LOGIN_LOCKED');
  });

  it('takes the code for ten minutes, from a mail copied in any way', async () => {
    const late = await askForCode();
    world.clock.advance(10);
    expect(await codeOf(confirm(late.holder, late.code))).toBe('ERR_CARD_CODE_OVER');
    const early = await askForCode();
    world.clock.advance(9.9);
    const fullWidth = early.code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    expect(await codeOf(confirm(early.holder, ` ${fullWidth.replace(' ', '-')}`))).toBe('done');
  });

  it('takes the code of its own session only, and of the latest login only', async () => {
    const first = await askForCode();
    expect(await codeOf(confirm(await beginSession(world.db, world.clock.now), first.code))).toBe(
      'ERR_CARD_CODE_OVER',
    );
    const second = await askForCode();
    expect(await codeOf(confirm(first.holder, first.code))).toBe('ERR_CARD_CODE_OVER');
    expect(await codeOf(confirm(second.holder, second.code))).toBe('done');
    expect(await codeOf(confirm(second.holder, second.code))).toBe('ERR_CARD_CODE_OVER');
  });

  it('looks at the address again, and takes no code once the account changed', async () => {
    const { holder, code } = await askForCode();
    expect(await codeOf(confirm(holder, code, { address: '8.8.8.8' }))).toBe('ERR_LOGIN_ADDRESS');
    const by = { ...byOperator, at: world.clock.now };
    await inTransaction(world.db, (trx) => changeAccount(trx, accountId, { state: 'active' }, by));
    expect(await codeOf(confirm(holder, code))).toBe('ERR_CARD_CODE_OVER');
  });

  it('is bound once when the code comes twice at the same time', async () => {
    const { holder, code } = await askForCode();
    const other = dialect === 'sqlite' ? world.db : connect(database.settings);
    try {
      const services = { ...world.services, db: other };
      const answers = await Promise.all([
        codeOf(confirm(holder, code)),
        codeOf(confirm(holder, code, { services })),
      ]);
      expect(answers.sort()).toEqual(['ERR_CARD_CODE_OVER', 'done']);
    } finally {
      if (other !== world.db) await other.destroy();
    }
    expect(await numbers()).toEqual(['0000000115063010']);
  });

  it('is asked for twice at the same time: one code is left, and it counts', async () => {
    const asked = await Promise.all([askForCode(), askForCode()]);
    expect(asked.map(({ answer }) => answer)).toEqual(['ERR_CARD_CODE_SENT', 'ERR_CARD_CODE_SENT']);
    expect(await world.db('card_codes')).toHaveLength(1);
    const codes = await codesIn(world.db);
    const answers: string[] = [];
    for (const { holder } of asked) {
      for (const code of codes) answers.push(await codeOf(confirm(holder, code)));
    }
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(await numbers()).toEqual(['0000000115063010']);
  });

  it('can be used after the bound one was unbound, which ends sessions and waiting codes', async () => {
    const { holder, code } = await askForCode();
    const order = { by: 'manager', reason: '卡片遺失' } as const;
    const unbind = () =>
      inTransaction(world.db, (trx) =>
        unbindCard(trx, accountId, order, { ...byOperator, at: world.clock.now }),
      );
    const before = await findAccount(world.db, accountId);
    const answers = await Promise.all([codeOf(unbind()), codeOf(unbind())]);
    expect(answers.sort()).toEqual(['ERR_CARD_NOT_BOUND', 'done']);
    expect((await findAccount(world.db, accountId))?.generation).toBe((before?.generation ?? 0) + 1);
    expect(await codeOf(confirm(holder, code))).toBe('ERR_CARD_CODE_OVER');
    expect((await mailsIn(world.db)).at(-1)).toEqual(['card-unbound', 'reporter01@test-hospital.example']);
    expect(await codeOf(world.logIn({ card: 'reporter-second' }))).toBe('done');
    expect(await pastCardsOfAccount(world.db, accountId)).toMatchObject([{ unboundBy: 'manager' }]);
  });
});

describeOnEachDatabase('the list of accounts', (open) => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld((await open()).db, cards);
    const manager = { role: 'manager', name: '林志明' } as const;
    await world.add({});
    await world.add({ ...manager, userName: 'Manager01', email: 'manager01@one.example' });
    await world.add({ ...manager, userName: 'manager02', email: 'manager02@one.example' });
    await world.add({ ...manager, userName: 'other_01', institutionCode: '1101100011' });
    for (const number of [1, 2]) {
      const email = `supervisor0${number}@agency.example`;
      await world.add({ userName: `supervisor0${number}`, role: 'supervisor', institutionCode: null, email });
    }
  });

  const namesOf = async (query: Readonly<Record<string, string>>, institutionId?: number) => {
    const list = cardList({ accountId: 0 }, institutionId);
    const request = { originalUrl: `/institution/cards?${new URLSearchParams(query)}` } as Request;
    const { rows, count } = await loadPart(world.db, list, readState(request, list));
    return { names: rows.map(({ userName }) => userName), total: count.rows };
  };

  it('shows one institution’s accounts, or all, a page at a time', async () => {
    const institution = await world.db('institutions').where({ code: '1268650500' }).first();
    const ofOne = await namesOf({}, Number(institution.id));
    expect(ofOne).toEqual({ names: ['Manager01', 'manager02', 'reporter01'], total: 3 });
    const all = await namesOf({ direction: 'descending' });
    expect([all.total, all.names.slice(1, 3)]).toEqual([6, ['supervisor01', 'reporter01']]);
  });

  it('finds parts of names, and takes no character for more than itself', async () => {
    expect(await namesOf({ q: 'MANAGER' })).toMatchObject({ names: ['Manager01', 'manager02'] });
    expect(await namesOf({ q: '怡君' })).toMatchObject({ total: 3 });
    expect(await namesOf({ q: 'r_01' })).toMatchObject({ names: ['other_01'] });
    expect(await namesOf({ q: '%' })).toMatchObject({ total: 0 });
    expect(await namesOf({ institution: '另一家' })).toMatchObject({ names: ['other_01'] });
    expect(await namesOf({ institution: '1268650500', q: '志明' })).toMatchObject({ total: 2 });
    expect(await namesOf({ role: 'supervisor', state: 'active' })).toMatchObject({ total: 2 });
    expect(await namesOf({ state: 'suspended' })).toMatchObject({ total: 0 });
  });

  it('names who watches over an account: its institution’s other managers, or the other supervisors', async () => {
    const institution = await world.db('institutions').where({ code: '1268650500' }).first();
    const idOf = async (userName: string) =>
      Number((await world.db('accounts').where({ user_name: userName }).first()).id);
    const overseers = async (userName: string, code: { id: number; code: string; name: string } | null) =>
      (await overseersOf(world.db, { id: await idOf(userName), institution: code })).map(({ to }) => to);
    const one = { id: Number(institution.id), code: '1268650500', name: '測試醫院' };
    expect(await overseers('reporter01', one)).toEqual(['manager01@one.example', 'manager02@one.example']);
    expect(await overseers('Manager01', one)).toEqual(['manager02@one.example']);
    expect(await overseers('supervisor02', null)).toEqual(['supervisor01@agency.example']);
  });
});
