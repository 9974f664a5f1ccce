import { beforeEach, expect, it } from 'vitest';
import { connect, type Database } from '../../src/database/index.js';
import {
  countMails,
  enqueueMail,
  eraseDeadSecrets,
  findMail,
  maskAddress,
  sealMailSecret,
} from '../../src/mail/index.js';
import { resendMail } from '../../src/mail-queue/resend-mail.js';
import { Problem } from '../../src/problems/index.js';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases.js';
import { at, enqueue, ring, testClock, testWorker, to } from './support/fixtures.js';
import { startSmtp } from './support/smtp.js';

const origin = 'https://jianbao.example';
const by = { actor: null, address: '203.69.20.5', reference: 'TESTREF' };

describeOnEachDatabase('a mail that was given up', (open, dialect) => {
  let test: TestDatabase;
  let db: Database;
  beforeEach(async () => {
    test = await open();
    db = test.db;
  });

  const codeOf = async (work: Promise<unknown>) => {
    try {
      await work;
      return 'done';
    } catch (error) {
      if (error instanceof Problem) return error.code;
      throw error;
    }
  };
  const resend = (id = 1, now = at, pool = db) => codeOf(resendMail(pool, id, { origin, now }, by));

  async function giveUp(): Promise<void> {
    const smtp = await startSmtp({ refuseRecipient: () => ({ code: 550, text: 'mailbox full' }) });
    await (await testWorker(db, { port: smtp.port, clock: () => at })).runOnce();
    await smtp.close();
  }

  const enqueuePassword = (validUntil = '2026-12-06T01:00:00.000Z') =>
    enqueueMail(db, {
      event: 'one-time-password',
      to,
      language: 'zh-Hant',
      at,
      params: {
        institutionName: '測試醫院',
        userName: 'user000',
        password: sealMailSecret(ring, to, 'kX7-one-time'),
        validUntil,
        path: '/login',
      },
    });

  it('shows why, and goes out when it is sent again', async () => {
    await enqueue(db);
    await giveUp();
    const mail = await findMail(db, 1, { origin, now: at });
    expect(mail).toMatchObject({ state: 'dead', tries: 1, nextTryAt: null, notAgain: undefined });
    expect(mail?.outcome).toContain('mailbox full');
    expect(await countMails(db)).toMatchObject({ waiting: 0, dead: 1, sent: 0 });
    expect(await resend()).toBe('done');
    const { clock } = testClock();
    const smtp = await startSmtp();
    expect(await (await testWorker(db, { port: smtp.port, clock })).runOnce()).toMatchObject({ sent: 1 });
    expect(smtp.mails[0]?.parsed.messageId).toBe(`<jianbao.1.${at.getTime()}@jianbao.example>`);
    await smtp.close();
    expect(await countMails(db)).toMatchObject({ waiting: 0, dead: 0, sent: 1 });
    const { bytes } = await db('audit_entries').where({ action: 'mail.resend' }).first();
    expect(JSON.parse(String(bytes))).toMatchObject({
      target: { kind: 'mail', reference: '1' },
      detail: { event: 'submission-accepted', tries: 1 },
    });
  });

  it('is put back once when two people do it at once', async () => {
    await enqueue(db);
    await giveUp();
    // SQLite has one writer anyhow, and two pools of one process would wait for each other.
    const second = dialect === 'sqlite' ? db : connect(test.settings);
    try {
      const outcomes = await Promise.all([resend(), resend(1, at, second)]);
      expect(outcomes.sort()).toEqual(['ERR_CONFLICT', 'done']);
      expect(await db('audit_entries').where({ action: 'mail.resend' })).toHaveLength(1);
    } finally {
      if (second !== db) await second.destroy();
    }
  });

  it('is not put back when it waits, was sent, or does not exist', async () => {
    await enqueue(db);
    expect(await resend()).toBe('ERR_CONFLICT');
    expect(await resend(99)).toBe('ERR_MAIL_UNKNOWN');
  });

  it('keeps a first password sealed until its time is over, and shows it to nobody', async () => {
    await enqueuePassword();
    await giveUp();
    const mail = await findMail(db, 1, { origin, now: at });
    expect(mail?.content?.text).toContain('••••••••');
    expect(JSON.stringify(mail)).not.toContain('kX7');
    expect(await resend()).toBe('done');
    const smtp = await startSmtp();
    await (await testWorker(db, { port: smtp.port, clock: () => at })).runOnce();
    expect(smtp.mails[0]?.parsed.text).toContain('kX7-one-time');
    await smtp.close();
    expect((await findMail(db, 1, { origin, now: at }))?.content?.text).not.toContain('kX7');
  });

  it('is of no use when what it holds has expired or was erased', async () => {
    await enqueuePassword('2026-11-22T02:00:00.000Z');
    await giveUp();
    expect(await resend(1, new Date('2026-11-22T02:00:00Z'))).toBe('ERR_MAIL_EXPIRED');
    expect(await eraseDeadSecrets(db, at)).toBe(0);
    expect(await eraseDeadSecrets(db, new Date(at.getTime() + 1))).toBe(1);
    expect((await db('mails').first()).params).not.toContain('sealed');
    expect(await resend()).toBe('ERR_MAIL_ERASED');
  });
});

it.each([
  ['reporter@hospital.example', 'r•••@hospital.example'],
  ['a@b.example', 'a•••@b.example'],
])('the address %s is shown as %s', (address, shown) => {
  expect(maskAddress(address)).toBe(shown);
});
