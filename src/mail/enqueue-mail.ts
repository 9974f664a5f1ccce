import { toStoredTime } from '../clock.js';
import type { Database } from '../database/index.js';
import type { Language } from '../locales/index.js';
import { isMailAddress } from './mail-address.js';
import type { MailEventName, MailEvents } from './mail-events.js';
import { insertMail } from './outbox.js';

export interface Mail<Event extends MailEventName> {
  readonly event: Event;
  /** One address. */
  readonly to: string;
  readonly language: Language;
  readonly params: MailEvents[Event];
  readonly at: Date;
}

/**
 * Puts a mail into the outbox, in the transaction of what it tells: rolled back, it was never there; committed, it is sent
 * however often the mail server is down.
 *
 * @throws TypeError when `to` is not one plain address (`isMailAddress`)
 */
export async function enqueueMail<Event extends MailEventName>(
  trx: Database,
  mail: Mail<Event>,
): Promise<void> {
  const { event, to, language, params, at } = mail;
  if (!isMailAddress(to)) throw new TypeError('A mail needs one plain e-mail address.');
  await insertMail(trx, { event, to, language, params: JSON.stringify(params), at: toStoredTime(at) });
}
