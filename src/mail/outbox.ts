import { toStoredTime } from '../clock.js';
import type { Database } from '../database/index.js';

/** A mail that this process has claimed and alone may send until its lease ends. */
export interface ClaimedMail {
  readonly id: number;
  readonly event: string;
  readonly to: string;
  readonly language: string;
  /** JSON. */
  readonly params: string;
  /** This try included. */
  readonly attempts: number;
  readonly createdAt: Date;
  readonly claim: string;
}

export interface NewMail {
  readonly event: string;
  readonly to: string;
  readonly language: string;
  readonly params: string;
  readonly at: string;
}

export async function insertMail(trx: Database, { event, to, language, params, at }: NewMail): Promise<void> {
  await trx('mails').insert({
    event,
    recipient: to,
    language,
    params,
    state: 'waiting',
    due_at: at,
    attempts: 0,
    created_at: at,
  });
}

/**
 * Takes the mail that has waited longest. Of several processes exactly one gets it: the update holds only while nobody
 * else has counted a try. A mail whose sender died is due again when its lease ends.
 */
export async function claimNextMail(db: Database, options: ClaimOptions): Promise<ClaimedMail | undefined> {
  const now = toStoredTime(options.now);
  for (;;) {
    const row = await db('mails')
      .whereIn('state', ['waiting', 'sending'])
      .where('due_at', '<=', now)
      .orderBy([{ column: 'due_at' }, { column: 'id' }])
      .first<MailRow | undefined>();
    if (row === undefined) return undefined;
    const attempts = row.attempts + 1;
    const changed = await db('mails')
      .where({ id: row.id, attempts: row.attempts, due_at: row.due_at })
      .whereIn('state', ['waiting', 'sending'])
      .update({
        state: 'sending',
        attempts,
        claim: options.claim,
        due_at: toStoredTime(new Date(options.now.getTime() + options.leaseMs)),
      });
    if (changed === 1) return claimed(row, attempts, options.claim);
  }
}

export interface ClaimOptions {
  readonly now: Date;
  readonly leaseMs: number;
  /** Random; proves at the end that the claim is still ours. */
  readonly claim: string;
}

/** Writes down that a mail went out, without the secrets it carried. */
export function markSent(db: Database, mail: ClaimedMail, end: MailEnd): Promise<number> {
  return finish(db, mail, 'sent', end);
}

/** Writes down that a mail is given up. */
export function markDead(db: Database, mail: ClaimedMail, end: MailEnd): Promise<number> {
  return finish(db, mail, 'dead', end);
}

export interface MailEnd {
  readonly at: Date;
  readonly outcome: string;
  readonly params: string;
}

/** Puts a mail back for another try. */
export function postpone(
  db: Database,
  mail: ClaimedMail,
  next: { until: Date; outcome: string },
): Promise<number> {
  return ours(db, mail).update({
    state: 'waiting',
    claim: null,
    due_at: toStoredTime(next.until),
    outcome: cut(next.outcome),
  });
}

function finish(db: Database, mail: ClaimedMail, state: 'sent' | 'dead', end: MailEnd): Promise<number> {
  const { at, outcome, params } = end;
  return ours(db, mail).update({
    state,
    claim: null,
    finished_at: toStoredTime(at),
    outcome: cut(outcome),
    params,
  });
}

function ours(db: Database, { id, claim }: ClaimedMail) {
  return db('mails').where({ id, claim, state: 'sending' });
}

function cut(text: string): string {
  return [...text].slice(0, 500).join('');
}

function claimed(row: MailRow, attempts: number, claim: string): ClaimedMail {
  return {
    id: Number(row.id),
    event: row.event,
    to: row.recipient,
    language: row.language,
    params: row.params,
    attempts,
    createdAt: new Date(row.created_at),
    claim,
  };
}

interface MailRow {
  id: number | string;
  event: string;
  recipient: string;
  language: string;
  params: string;
  attempts: number;
  due_at: string;
  created_at: string;
}
