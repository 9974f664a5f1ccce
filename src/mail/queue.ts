import type { Knex } from 'knex';
import { toStoredTime } from '../clock.js';
import type { Database } from '../database/index.js';
import { isLanguage, type Language } from '../locales/index.js';
import type { MailEventName, MailParams } from './mail-events.js';
import { isMailSecret } from './mail-secret.js';
import { renderMail } from './render-mail.js';
import { isMailEvent } from './templates/index.js';

/** `waiting` for a try, `sending` just now, `sent`, or `dead`: given up. */
export type MailState = (typeof mailStates)[number];

export const mailStates = ['waiting', 'sending', 'dead', 'sent'] as const;

/** One mail of the outbox, as those see it who watch over the queue: never with what only its recipient may read. */
export interface QueuedMail {
  readonly id: number;
  readonly event: string;
  /** The full address; pages show `maskAddress` of it. */
  readonly recipient: string;
  readonly language: Language;
  readonly state: MailState;
  /** Tries so far. */
  readonly tries: number;
  /** When it is tried next; null when it is not. */
  readonly nextTryAt: Date | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** What the mail server said last, or why it was not reached. */
  readonly outcome: string | null;
  /** Why sending it again would be of no use; undefined when it may be sent again. */
  readonly notAgain: 'not-dead' | 'erased' | 'expired' | undefined;
  /** What it says, with dots in place of secrets; undefined when this program knows no such mail. */
  readonly content: { readonly subject: string; readonly text: string } | undefined;
}

/** A row of `mails` as the queue's list selects it. */
export interface MailRow {
  readonly id: number;
  readonly event: string;
  readonly recipient: string;
  readonly language: string;
  readonly params: string;
  readonly state: MailState;
  readonly due_at: string;
  readonly attempts: number;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly outcome: string | null;
}

/** The mail with a number. */
export async function findMail(db: Database, id: number, view: MailView): Promise<QueuedMail | undefined> {
  const row = await db<MailRow>('mails').where({ id }).first();
  return row === undefined ? undefined : toQueuedMail(row, view);
}

export interface MailView {
  /** Where the gateway is reached, without a slash at the end. */
  readonly origin: string;
  readonly now: Date;
}

/** A row of the outbox without its secrets. */
export function toQueuedMail(row: MailRow, { origin, now }: MailView): QueuedMail {
  const language = isLanguage(row.language) ? row.language : 'zh-Hant';
  return {
    id: Number(row.id),
    event: row.event,
    recipient: row.recipient,
    language,
    state: row.state,
    tries: row.attempts,
    nextTryAt: row.state === 'waiting' ? new Date(row.due_at) : null,
    createdAt: new Date(row.created_at),
    endedAt: row.finished_at === null ? null : new Date(row.finished_at),
    outcome: row.outcome,
    notAgain: notAgain(row, now),
    content: contentOf(row, language, origin),
  };
}

/** How many mails are in each state, and since when the oldest waits. */
export async function countMails(db: Database): Promise<MailCounts> {
  const rows: readonly { state: string; mails: number | string; oldest: string | null }[] = await db('mails')
    .groupBy('state')
    .select('state')
    .count({ mails: '*' })
    .min({ oldest: 'created_at' });
  const of = (state: MailState) => rows.find((row) => row.state === state);
  const count = (state: MailState) => Number(of(state)?.mails ?? 0);
  const oldest = of('waiting')?.oldest ?? null;
  return {
    waiting: count('waiting'),
    sending: count('sending'),
    dead: count('dead'),
    sent: count('sent'),
    waitingSince: oldest === null ? null : new Date(oldest),
  };
}

export type MailCounts = Readonly<Record<MailState, number>> & { readonly waitingSince: Date | null };

/**
 * Puts a mail that was given up back into the queue, its tries counted anew. False when it is not dead any more: of two
 * people who do it at once, one does.
 */
export async function requeueMail(trx: Knex.Transaction, id: number, at: Date): Promise<boolean> {
  const changed = await trx('mails')
    .where({ id, state: 'dead' })
    .update({ state: 'waiting', attempts: 0, due_at: toStoredTime(at), finished_at: null, claim: null });
  return changed === 1;
}

/**
 * Erases what only the recipient may read from mails that were given up before a moment; until then such a mail can be
 * sent again. Gives how many. For a regular job.
 */
export async function eraseDeadSecrets(db: Database, before: Date): Promise<number> {
  const rows = await db<MailRow>('mails')
    .where({ state: 'dead' })
    .where('finished_at', '<', toStoredTime(before))
    .where('params', 'like', '%"sealed":%')
    .limit(1000);
  let erased = 0;
  for (const { id, params } of rows) {
    erased += await db('mails')
      .where({ id, state: 'dead', params })
      .update({ params: withoutSecrets(params) });
  }
  return erased;
}

/** The parameters of a mail, its secrets taken out. */
export function withoutSecrets(params: string): string {
  return replaceSecrets(params, null);
}

/** An address of which strangers read the host and the first letter only. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}

const dots = '••••••••';

function notAgain({ state, params }: MailRow, now: Date): QueuedMail['notAgain'] {
  if (state !== 'dead') return 'not-dead';
  const values = JSON.parse(params) as Readonly<Record<string, unknown>>;
  // A secret that was erased has left a null; no other value is one.
  if (Object.values(values).includes(null)) return 'erased';
  const hasSecret = Object.values(values).some(isMailSecret);
  const { validUntil } = values;
  return hasSecret && typeof validUntil === 'string' && validUntil <= toStoredTime(now)
    ? 'expired'
    : undefined;
}

function contentOf({ event, params }: MailRow, language: Language, origin: string): QueuedMail['content'] {
  if (!isMailEvent(event)) return undefined;
  const masked = JSON.parse(params, (_, value) => (isMailSecret(value) || value === null ? dots : value));
  const { subject, text } = renderMail(event, masked as MailParams<MailEventName>, { language, origin });
  return { subject, text };
}

function replaceSecrets(params: string, by: unknown): string {
  return JSON.stringify(JSON.parse(params, (_, value) => (isMailSecret(value) ? by : value)));
}
