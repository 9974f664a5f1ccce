import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byOperator } from '../../src/accounts/acted-by.js';
import { changeAccount } from '../../src/accounts/change-account.js';
import { findAccountByName, passwordResetHandlers } from '../../src/accounts/index.js';
import { askReset, type ResetAsk } from '../../src/accounts/password-reset/ask-reset.js';
import { type ResetOrder, resetPassword } from '../../src/accounts/password-reset/reset-password.js';
import { storeCaptcha } from '../../src/captcha/store.js';
import { inTransaction } from '../../src/database/index.js';
import { createJobWorker } from '../../src/jobs/index.js';
import { openMailSecret } from '../../src/mail/mail-secret.js';
import { Problem } from '../../src/problems/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { mailsIn } from './support/mails.js';
import {
  beginSession,
  captchaAnswer,
  mailKeys,
  newReporter,
  office,
  openCards,
  openWorld,
  ownPassword,
  type World,
} from './support/world.js';

const elsewhere = '198.13.40.1';
const newPassword = 'Amber-Quill-9372';

let cards: Awaited<ReturnType<typeof openCards>>;
beforeAll(async () => {
  cards = await openCards();
});

describeOnEachDatabase('a forgotten password', (open) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld((await open()).db, cards);
  });
  beforeEach(async () => {
    await world.empty();
    await world.db('jobs').delete();
    await world.addReady({});
  });

  async function ask(changes: Partial<ResetAsk> = {}): Promise<void> {
    const sessionId = await beginSession(world.db, world.clock.now, elsewhere);
    const at = world.clock.now;
    await inTransaction(world.db, (trx) => storeCaptcha(trx, { sessionId, text: captchaAnswer, at }));
    await askReset(
      { ...world.services, wakeJobs: () => undefined },
      {
        userName: newReporter.userName,
        email: newReporter.email,
        captcha: captchaAnswer,
        sessionId,
        arrival: { address: elsewhere, forwardedClient: undefined, reference: 'TESTREF' },
        language: 'zh-Hant',
        ...changes,
      },
    );
  }

  async function runJobs(): Promise<void> {
    const failures: unknown[] = [];
    const worker = createJobWorker({
      db: world.db,
      clock: world.services.clock,
      handlers: passwordResetHandlers(world.services),
      onFailure: (_, error) => failures.push(error),
    });
    while (await worker.runOnce());
    expect(failures).toEqual([]);
  }

  async function links(): Promise<readonly string[]> {
    const rows = await world.db('mails').where({ event: 'password-reset' }).orderBy('id');
    return rows.map(({ recipient, params }) => openMailSecret(mailKeys, recipient, JSON.parse(params).path));
  }

  async function askForSecret(): Promise<string> {
    await ask();
    await runJobs();
    return (await links()).at(-1)?.split('#')[1] ?? '';
  }

  const reset = (secret: string, changes: Partial<ResetOrder> = {}) =>
    resetPassword(world.services, {
      secret,
      newPassword,
      faults: [],
      arrival: { address: office, forwardedClient: undefined, reference: 'TESTREF' },
      ...changes,
    });

  const entries = async (action: string) =>
    (await world.db('audit_entries').where({ action }).orderBy('seq')).map(
      ({ bytes }) => JSON.parse(String(bytes)) as Record<string, unknown>,
    );

  it('is replaced by the mailed link, and the login still takes the card', async () => {
    await world.logIn();
    const secret = await askForSecret();
    expect(await links()).toEqual([`/login/reset#${secret}`]);
    expect(secret).toMatch(/^[\w-]{43}$/);
    await reset(secret);
    expect(await world.db('sessions').whereNotNull('account_id').pluck('account_generation')).not.toContain(
      (await findAccountByName(world.db, 'reporter01'))?.generation,
    );
    expect(await codeOf(world.logIn())).toBe('ERR_LOGIN_FAILED');
    expect(await codeOf(world.logIn({ password: newPassword, card: 'other-person' }))).toBe(
      'ERR_CARD_OTHER_PERSON',
    );
    expect(await codeOf(world.logIn({ password: newPassword, address: elsewhere }))).toBe(
      'ERR_LOGIN_ADDRESS',
    );
    expect((await world.logIn({ password: newPassword })).account.userName).toBe('reporter01');
    expect(await mailsIn(world.db)).toEqual([
      ['card-bound', newReporter.email],
      ['password-reset', newReporter.email],
      ['password-changed', newReporter.email],
    ]);
  });

  it('stores the link’s secret hashed only', async () => {
    const secret = await askForSecret();
    const [row] = await world.db('password_resets');
    expect(row.secret_hash).toEqual(createHash('sha256').update(secret).digest());
    for (const table of ['password_resets', 'mails', 'jobs', 'audit_entries']) {
      expect(JSON.stringify(await world.db(table).then((rows) => rows.map(textsOf)))).not.toContain(secret);
    }
  });

  it.each([
    ['an unknown name', { userName: 'nobody0001' }],
    ['another address', { email: 'somebody@elsewhere.example' }],
  ])('is answered the same for %s, with as many statements, and no mail is written', async (_, changes) => {
    const known = await countStatements(world, () => ask());
    const unknown = await countStatements(world, () => ask(changes));
    expect(unknown).toEqual(known);
    await world.db('mails').delete();
    await world.db('password_resets').delete();
    await world.db('jobs').delete();
    await ask(changes);
    expect(await world.db('jobs').pluck('kind')).toEqual(['password-reset.send']);
    await runJobs();
    expect(await world.db('mails')).toEqual([]);
    expect(await world.db('password_resets')).toEqual([]);
  });

  it('of a suspended account sends nothing', async () => {
    const account = await findAccountByName(world.db, 'reporter01');
    await change(world, account?.id ?? 0);
    await ask();
    await runJobs();
    expect(await links()).toEqual([]);
    expect((await entries('password-reset.ask')).at(-1)).toMatchObject({
      outcome: 'refused',
      detail: { cause: 'suspended' },
    });
  });

  it('ends an earlier link when another is asked for', async () => {
    const first = await askForSecret();
    const second = await askForSecret();
    expect(second).not.toBe(first);
    expect(await codeOf(reset(first))).toBe('ERR_PASSWORD_RESET_OVER');
    await reset(second);
  });

  it('works once', async () => {
    const secret = await askForSecret();
    const outcomes = await Promise.all([codeOf(reset(secret)), codeOf(reset(secret))]);
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(1);
    expect(await codeOf(reset(secret))).toBe('ERR_PASSWORD_RESET_OVER');
  });

  it('works for 30 minutes', async () => {
    const secret = await askForSecret();
    world.clock.advance(29);
    expect(await codeOf(reset(secret, { newPassword: 'short' }))).toBe('ERR_FIELDS');
    world.clock.advance(1);
    expect(await codeOf(reset(secret))).toBe('ERR_PASSWORD_RESET_OVER');
  });

  it('ends when the account changes', async () => {
    const secret = await askForSecret();
    const account = await findAccountByName(world.db, 'reporter01');
    await inTransaction(world.db, (trx) =>
      changeAccount(trx, account?.id ?? 0, { role: 'manager' }, { ...byOperator, at: world.clock.now }),
    );
    expect(await codeOf(reset(secret))).toBe('ERR_PASSWORD_RESET_OVER');
  });

  it('works from the account’s addresses only, as often as it is tried from elsewhere', async () => {
    const secret = await askForSecret();
    const arrival = { address: elsewhere, forwardedClient: undefined, reference: 'TESTREF' };
    for (let time = 1; time <= 6; time += 1) {
      expect(await codeOf(reset(secret, { arrival }))).toBe('ERR_PASSWORD_RESET_ADDRESS');
    }
    await reset(secret);
  });

  it('keeps the rules of passwords, all told at once, and the link stays good', async () => {
    const secret = await askForSecret();
    const problem = await problemOf(
      reset(secret, {
        newPassword: 'reporter01',
        faults: [{ field: 'repeatPassword', code: 'ERR_PASSWORD_REPEAT' }],
      }),
    );
    expect(problem?.fields.map(({ code }) => code)).toEqual([
      'ERR_PASSWORD_SHORT',
      'ERR_PASSWORD_KINDS',
      'ERR_PASSWORD_COMMON',
      'ERR_PASSWORD_PERSONAL',
      'ERR_PASSWORD_REPEAT',
    ]);
    expect((await problemOf(reset(secret, { newPassword: ownPassword })))?.fields[0]?.code).toBe(
      'ERR_PASSWORD_USED',
    );
    await reset(secret);
  });

  it('counts asks and wrong links with the failures of the login', async () => {
    for (let time = 1; time <= 5; time += 1) await ask();
    expect(await codeOf(ask())).toBe('ERR_PASSWORD_RESET_PAUSED');
    expect(await codeOf(world.logIn())).toBe('ERR_LOGIN_LOCKED');
    await world.db('login_failures').delete();
    for (let time = 1; time <= 5; time += 1) {
      expect(await codeOf(reset(randomBytes(32).toString('base64url')))).toBe('ERR_PASSWORD_RESET_OVER');
    }
    expect(await codeOf(reset('x'))).toBe('ERR_PASSWORD_RESET_PAUSED');
  });

  it('ends a pause of the login', async () => {
    for (let time = 1; time <= 5; time += 1) {
      await codeOf(world.logIn({ password: 'wrong', address: `203.69.20.${time}` }));
    }
    expect(await codeOf(world.logIn({ address: '203.69.20.6' }))).toBe('ERR_LOGIN_LOCKED');
    world.clock.advance(15);
    const secret = await askForSecret();
    await reset(secret);
    expect(await codeOf(world.logIn({ password: newPassword }))).toBe('done');
  });

  it('leaves everything in the audit trail, and unknown names out of it', async () => {
    await ask({ userName: 'My-Passw0rd-in-the-wrong-field' });
    const secret = await askForSecret();
    await codeOf(reset('nothing'));
    await reset(secret);
    expect((await entries('password-reset.ask')).slice(-2)).toMatchObject([
      { target: null, outcome: 'refused', address: elsewhere, detail: { cause: 'unknown user name' } },
      { target: { reference: 'reporter01' }, outcome: 'done', detail: { cause: null } },
    ]);
    expect((await entries('password-reset.send')).at(-1)).toMatchObject({
      target: { reference: 'reporter01' },
    });
    expect((await entries('password-reset.use')).slice(-2)).toMatchObject([
      { target: null, outcome: 'refused', detail: { code: 'ERR_PASSWORD_RESET_OVER' } },
      { target: { reference: 'reporter01' }, outcome: 'done', address: office },
    ]);
    expect(JSON.stringify(await entries('password-reset.ask'))).not.toContain('Passw0rd-in-the-wrong');
  });

  describe('or one that is guessed', () => {
    it('is told to the holder once for each pause', async () => {
      const fail = (time: number) =>
        codeOf(world.logIn({ password: 'wrong', address: `203.69.20.${time % 8}` }));
      await Promise.all([1, 2, 3, 4, 5].map(fail));
      expect(await fail(6)).toBe('ERR_LOGIN_LOCKED');
      expect(await mailsIn(world.db)).toEqual([['login-paused', newReporter.email]]);
      world.clock.advance(16);
      for (let time = 1; time <= 5; time += 1) await fail(time);
      expect(await mailsIn(world.db)).toHaveLength(2);
    });

    it('is not told when the fifth try was the right one', async () => {
      for (let time = 1; time <= 4; time += 1) {
        await codeOf(world.logIn({ password: 'wrong', address: `203.69.20.${time}` }));
      }
      await world.logIn();
      expect(await world.db('mails').where({ event: 'login-paused' })).toEqual([]);
    });
  });
});

async function change(world: World, accountId: number): Promise<void> {
  await inTransaction(world.db, (trx) =>
    changeAccount(trx, accountId, { state: 'suspended' }, { ...byOperator, at: world.clock.now }),
  );
}

/** The statements an action sends, without their values. */
async function countStatements(world: World, act: () => Promise<unknown>): Promise<readonly string[]> {
  const sent: string[] = [];
  const note = ({ sql }: { sql: string }) => sent.push(sql);
  world.db.on('query', note);
  await act();
  world.db.removeListener('query', note);
  return sent;
}

function textsOf(row: Record<string, unknown>): unknown {
  return Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('utf8') : value));
}

async function problemOf(attempt: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return (await problemOf(attempt))?.code ?? 'done';
}
