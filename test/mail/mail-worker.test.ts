import { expect, it } from 'vitest';
import { inTransaction } from '../../src/database/index.js';
import { enqueueMail, sealMailSecret } from '../../src/mail/index.js';
import { claimNextMail } from '../../src/mail/outbox.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { at, enqueue, ring, testClock, testWorker, to } from './support/fixtures.js';
import { startSmtp, type TestSmtpOptions } from './support/smtp.js';

describeOnEachDatabase('the outbox', (open) => {
  let database: ReturnType<typeof open> | undefined;
  const start = async (smtpOptions: TestSmtpOptions = {}) => {
    database ??= open();
    const { db } = await database;
    await db('mails').delete();
    const smtp = await startSmtp(smtpOptions);
    const time = testClock();
    const worker = await testWorker(db, { port: smtp.port, clock: time.clock });
    const rows = () => db('mails').select('state', 'attempts', 'outcome').orderBy('id');
    return { db, smtp, time, worker, rows };
  };

  it('sends a mail once and keeps what the server said', async () => {
    const { db, smtp, worker, rows } = await start();
    await enqueue(db);
    expect(await worker.runOnce()).toEqual({ sent: 1, postponed: 0, dead: 0 });
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 0, dead: 0 });
    expect(smtp.mails.map((mail) => mail.to)).toEqual([[to]]);
    expect(await rows()).toEqual([{ state: 'sent', attempts: 1, outcome: '250 kept as 1' }]);
    await smtp.close();
  });

  it('never sends what was rolled back', async () => {
    const { db, smtp, worker } = await start();
    const attempt = inTransaction(db, async (trx) => {
      await enqueue(trx);
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 0, dead: 0 });
    expect(smtp.mails).toEqual([]);
    await smtp.close();
  });

  it('waits out a server that is down, ever longer, and sends when it is back', async () => {
    const { db, smtp, time, worker, rows } = await start();
    await smtp.close();
    await enqueue(db);
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 1, dead: 0 });
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 0, dead: 0 });
    time.forward(2);
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 1, dead: 0 });
    time.forward(1.9);
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 0, dead: 0 });
    const back = await startSmtp({ port: smtp.port });
    time.forward(1);
    expect(await worker.runOnce()).toEqual({ sent: 1, postponed: 0, dead: 0 });
    expect(back.mails).toHaveLength(1);
    expect(await rows()).toEqual([{ state: 'sent', attempts: 3, outcome: '250 kept as 1' }]);
    await back.close();
  });

  it('tries again after a temporary refusal (451) and a mailbox that is full (452)', async () => {
    let refusal: { code: number; text: string } | undefined = { code: 451, text: 'Greylisted' };
    const { db, smtp, time, worker, rows } = await start({ refuseRecipient: () => refusal });
    await enqueue(db);
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 1, dead: 0 });
    expect((await rows())[0]?.outcome).toContain('451 Greylisted');
    refusal = { code: 452, text: 'Mailbox full' };
    time.forward(2);
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 1, dead: 0 });
    refusal = undefined;
    time.forward(3);
    expect(await worker.runOnce()).toEqual({ sent: 1, postponed: 0, dead: 0 });
    await smtp.close();
  });

  it('gives up a recipient that is refused for good (550) and sends the others', async () => {
    const { db, smtp, worker, rows } = await start({
      refuseRecipient: (address) => (address === to ? undefined : { code: 550, text: 'No such user' }),
    });
    await enqueue(db, 'S-1', 'nobody@hospital.example');
    await enqueue(db, 'S-2');
    expect(await worker.runOnce()).toEqual({ sent: 1, postponed: 0, dead: 1 });
    expect(await rows()).toEqual([
      { state: 'dead', attempts: 1, outcome: '550 No such user' },
      { state: 'sent', attempts: 1, outcome: '250 kept as 1' },
    ]);
    await smtp.close();
  });

  it('gives up a mail whose content is refused for good (554)', async () => {
    const { db, smtp, worker, rows } = await start({
      refuseContent: () => ({ code: 554, text: 'Looks like spam' }),
    });
    await enqueue(db);
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 0, dead: 1 });
    expect(await rows()).toEqual([{ state: 'dead', attempts: 1, outcome: '554 Looks like spam' }]);
    await smtp.close();
  });

  it('gives up after twelve tries in about three days', async () => {
    const { db, smtp, time, worker, rows } = await start();
    await smtp.close();
    await enqueue(db);
    const rounds: unknown[] = [];
    const began = time.clock().getTime();
    for (let hour = 0; hour < 24 * 5 * 12; hour++) {
      const round = await worker.runOnce();
      if (round.postponed + round.dead > 0) rounds.push(round);
      if (round.dead > 0) break;
      time.forward(5);
    }
    expect(rounds).toHaveLength(12);
    expect(rounds.at(-1)).toEqual({ sent: 0, postponed: 0, dead: 1 });
    const hours = (time.clock().getTime() - began) / 3_600_000;
    expect(hours).toBeGreaterThan(70);
    expect(hours).toBeLessThan(91);
    expect((await rows())[0]?.state).toBe('dead');
  });

  it('is worked off by several gateways at once, each mail by one of them', async () => {
    const { db, smtp, time } = await start();
    for (let n = 0; n < 30; n++) await enqueue(db, `S-${n}`);
    const workers = await Promise.all(
      [1, 2, 3].map(() => testWorker(db, { port: smtp.port, clock: time.clock })),
    );
    const rounds = await Promise.all(workers.map((worker) => worker.runOnce()));
    expect(rounds.reduce((sum, { sent }) => sum + sent, 0)).toBe(30);
    expect(new Set(smtp.mails.map(({ parsed }) => parsed.messageId)).size).toBe(30);
    expect(smtp.mails).toHaveLength(30);
    await smtp.close();
  });

  it('hands a mail whose sender died to the next one when its lease ends, under the same message id', async () => {
    const { db, smtp, time, worker } = await start();
    await enqueue(db);
    await claimNextMail(db, { now: time.clock(), leaseMs: 5 * 60_000, claim: 'of a process that died' });
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 0, dead: 0 });
    time.forward(5);
    expect(await worker.runOnce()).toEqual({ sent: 1, postponed: 0, dead: 0 });
    const [row] = await db('mails').select('id');
    expect(smtp.mails.map(({ parsed }) => parsed.messageId)).toEqual([
      `<jianbao.${row.id}.${at.getTime()}@jianbao.example>`,
    ]);
    await smtp.close();
  });

  it('does not let one slow mail hold back the others', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let first = true;
    const { db, smtp, worker } = await start({
      beforeReply: () => {
        if (!first) return Promise.resolve();
        first = false;
        return held;
      },
    });
    for (let n = 0; n < 5; n++) await enqueue(db, `S-${n}`);
    const round = worker.runOnce();
    while (smtp.mails.length < 4) await new Promise((resolve) => setImmediate(resolve));
    release();
    expect(await round).toEqual({ sent: 5, postponed: 0, dead: 0 });
    await smtp.close();
  });

  it('postpones when the server takes the mail but does not answer in time', async () => {
    const { db, smtp, time } = await start({ beforeReply: () => new Promise(() => {}) });
    const worker = await testWorker(db, { port: smtp.port, clock: time.clock, smtp: { deadlineMs: 150 } });
    await enqueue(db);
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 1, dead: 0 });
    await smtp.close();
  });

  it('holds a first password sealed while it waits, opens it in the mail, and erases it once sent', async () => {
    const { db, smtp, worker } = await start();
    await enqueueMail(db, {
      event: 'one-time-password',
      to,
      language: 'en',
      at,
      params: {
        institutionName: 'Test Hospital',
        userName: 'user000',
        password: sealMailSecret(ring, to, 'kX7-one-time'),
        validUntil: '2026-12-06T01:00:00.000Z',
        path: '/login',
      },
    });
    const waiting = await db('mails').first('params');
    expect(waiting.params).not.toContain('kX7-one-time');
    await worker.runOnce();
    expect(smtp.mails[0]?.parsed.text).toContain('First password: kX7-one-time\n');
    const sent = await db('mails').first('params');
    expect(JSON.parse(sent.params)).toEqual({
      institutionName: 'Test Hospital',
      userName: 'user000',
      password: null,
      validUntil: '2026-12-06T01:00:00.000Z',
      path: '/login',
    });
    await smtp.close();
  });

  it('gives up a secret that was moved to another recipient, without sending it', async () => {
    const { db, smtp, worker, rows } = await start();
    await enqueueMail(db, {
      event: 'one-time-password',
      to,
      language: 'en',
      at,
      params: {
        institutionName: 'Test Hospital',
        userName: 'user000',
        password: sealMailSecret(ring, to, 'kX7-one-time'),
        validUntil: '2026-12-06T01:00:00.000Z',
        path: '/login',
      },
    });
    await db('mails').update({ recipient: 'thief@elsewhere.example' });
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 0, dead: 1 });
    expect(smtp.mails).toEqual([]);
    expect((await rows())[0]?.outcome).toBe('A sealed value does not open: not-authentic.');
    await smtp.close();
  });

  it('takes up no further mail once it is told to stop, and finishes those in hand', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let inHand = 0;
    const { db, smtp, worker } = await start({
      beforeReply: () => {
        inHand += 1;
        return held;
      },
    });
    for (let n = 0; n < 6; n++) await enqueue(db, `S-${n}`);
    const stop = new AbortController();
    const running = worker.run(stop.signal);
    while (inHand < 4) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    release();
    await running;
    expect(await db('mails').select('state').count({ n: '*' }).groupBy('state').orderBy('state')).toEqual([
      { state: 'sent', n: 4 },
      { state: 'waiting', n: 2 },
    ]);
    await smtp.close();
  });
});
