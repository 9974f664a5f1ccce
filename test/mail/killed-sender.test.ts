import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../support/databases.js';
import { enqueue, from, testClock, testWorker } from './support/fixtures.js';
import { startSmtp } from './support/smtp.js';

const built = new URL('../../dist/src/', import.meta.url).href;

/** A gateway's mail worker in a process of its own. */
const sender = `
  const [settings, port, at] = process.argv.slice(1).map((text) => JSON.parse(text));
  const { connect } = await import('${built}database/index.js');
  const { createMailWorker, openSmtpTransport } = await import('${built}mail/index.js');
  const { randomBytes } = await import('node:crypto');
  const log = { info() {}, warn() {}, error() {} };
  await createMailWorker({
    db: connect(settings),
    transport: await openSmtpTransport({ host: '127.0.0.1', port, tls: 'none', from: ${JSON.stringify(from)} }),
    keyring: undefined, clock: () => new Date(at), random: randomBytes, origin: 'https://jianbao.example', log,
  }).runOnce();
`;

describeOnEachDatabase('a sender that is killed with a mail in hand', (open) => {
  it('loses nothing: another process sends the mail when the lease ends', async () => {
    const { db, settings } = await open();
    let inHand = () => {};
    const taken = new Promise<void>((resolve) => {
      inHand = resolve;
    });
    const held = await startSmtp({
      beforeReply: () => {
        inHand();
        return new Promise(() => {});
      },
    });
    const time = testClock();
    await enqueue(db);
    const process = spawn(globalThis.process.execPath, [
      '--input-type=module',
      '--eval',
      sender,
      ...[settings, held.port, time.clock()].map((value) => JSON.stringify(value)),
    ]);
    const ended = once(process, 'exit');
    await taken;
    process.kill('SIGKILL');
    await ended;
    await held.close();

    const smtp = await startSmtp();
    const worker = await testWorker(db, { port: smtp.port, clock: time.clock });
    time.forward(4.9);
    expect(await worker.runOnce()).toEqual({ sent: 0, postponed: 0, dead: 0 });
    time.forward(0.1);
    expect(await worker.runOnce()).toEqual({ sent: 1, postponed: 0, dead: 0 });
    expect(smtp.mails).toHaveLength(1);
    await smtp.close();
  });
});
