import { randomBytes } from 'node:crypto';
import type { Database } from '../../../src/database/index.js';
import { keyring } from '../../../src/keys/index.js';
import {
  createMailWorker,
  enqueueMail,
  openSmtpTransport,
  type SmtpSettings,
} from '../../../src/mail/index.js';

export const at = new Date('2026-11-22T01:00:00Z');
export const to = 'reporter@hospital.example';
export const ring = keyring(
  { keys: [{ id: '00000000000000e1', purpose: 'mail', use: 'seal', active: true, bytes: randomBytes(32) }] },
  randomBytes,
);
export const from = { name: '健報', address: 'no-reply@jianbao.example' };

/** A clock that stands still until it is moved. */
export function testClock() {
  let now = at.getTime();
  return { clock: () => new Date(now), forward: (minutes: number) => (now += minutes * 60_000) };
}

/** A worker that sends to a server on loopback; a second of patience is enough there. */
export async function testWorker(
  db: Database,
  options: { port: number; clock: () => Date; smtp?: Partial<SmtpSettings>; log?: string[] },
) {
  const note = (_: object, message: string) => options.log?.push(message);
  return createMailWorker({
    db,
    transport: await openSmtpTransport({
      host: '127.0.0.1',
      port: options.port,
      tls: 'none',
      from,
      deadlineMs: 2_000,
      ...options.smtp,
    }),
    keyring: ring,
    clock: options.clock,
    random: randomBytes,
    origin: 'https://jianbao.example',
    log: { info: note, warn: note, error: note },
  });
}

/** A mail like any other, told apart by the number of its submission. */
export function enqueue(db: Database, submission = 'S-1', recipient = to): Promise<void> {
  return enqueueMail(db, {
    event: 'submission-accepted',
    to: recipient,
    language: 'zh-Hant',
    at,
    params: {
      institutionName: '測試醫院',
      submission,
      receipt: 'R-1',
      fileName: '健檢.csv',
      rows: 1234,
      acceptedAt: '2026-11-22T00:59:00.000Z',
      path: '/submissions/S-1',
    },
  });
}
