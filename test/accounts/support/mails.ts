import type { Database } from '../../../src/database/index.js';
import { openMailSecret } from '../../../src/mail/mail-secret.js';
import { mailKeys } from './world.js';

interface MailRow {
  readonly event: string;
  readonly recipient: string;
  readonly params: string;
}

/** Event and recipient of every mail in the outbox, in order. */
export async function mailsIn(db: Database): Promise<readonly (readonly [string, string])[]> {
  return (await rowsOf(db)).map(({ event, recipient }) => [event, recipient]);
}

/** The codes that wait in the outbox, as their mails show them. */
export async function codesIn(db: Database): Promise<readonly string[]> {
  return (await rowsOf(db))
    .filter(({ event }) => event === 'card-code')
    .map(({ recipient, params }) => openMailSecret(mailKeys, recipient, JSON.parse(params).code));
}

function rowsOf(db: Database): Promise<readonly MailRow[]> {
  return db<MailRow>('mails').orderBy('id').select('event', 'recipient', 'params');
}
