import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Language } from '../../locales/index.js';

/** Somebody asked how an application stands; the code, if there is one to be mailed, comes from the job. */
export interface ProgressAsk {
  /** What the job knows it by. */
  readonly handle: string;
  /** Null when number and address do not belong together. */
  readonly reference: string | null;
  readonly language: Language;
  readonly address: string;
  /** Argon2id; null until the job has drawn the code. */
  readonly codeHash: string | null;
  readonly tries: number;
  /** Until when the code may be typed, or the page is open. */
  readonly expiresAt: Date;
  /** When the code was typed; null before. */
  readonly openedAt: Date | null;
}

/** Writes down that a session asks; what it asked before is gone, and the page that was open with it. */
export async function writeAsk(
  trx: Knex.Transaction,
  sessionId: string,
  ask: Pick<ProgressAsk, 'handle' | 'reference' | 'language' | 'address' | 'expiresAt'>,
): Promise<void> {
  await trx('progress_asks').where({ session_id: sessionId }).delete();
  await trx('progress_asks').insert({
    session_id: sessionId,
    handle: ask.handle,
    reference: ask.reference,
    language: ask.language,
    address: ask.address,
    code_hash: null,
    tries: 0,
    expires_at: toStoredTime(ask.expiresAt),
    opened_at: null,
  });
}

/** What a session asked last, expired or not. */
export async function findAsk(db: Database, sessionId: string): Promise<ProgressAsk | undefined> {
  return toAsk(await db<AskRow>('progress_asks').where({ session_id: sessionId }).first());
}

/** The same, its row locked until the transaction ends: two tries at once count as two. */
export async function lockAsk(trx: Knex.Transaction, sessionId: string): Promise<ProgressAsk | undefined> {
  return toAsk(await trx<AskRow>('progress_asks').where({ session_id: sessionId }).forUpdate().first());
}

/** What the job answers. */
export async function findAskByHandle(db: Database, handle: string): Promise<ProgressAsk | undefined> {
  return toAsk(await db<AskRow>('progress_asks').where({ handle }).first());
}

/** Keeps the code that was drawn; false when there was one already, or the ask is gone. */
export async function writeCode(trx: Knex.Transaction, handle: string, codeHash: string): Promise<boolean> {
  const written = await trx('progress_asks')
    .where({ handle })
    .whereNull('code_hash')
    .update({ code_hash: codeHash });
  return written === 1;
}

/** Notes how often a code was tried. */
export async function noteTries(trx: Knex.Transaction, handle: string, tries: number): Promise<void> {
  await trx('progress_asks').where({ handle }).update({ tries });
}

/** Opens the page; false when the code was used already, or another was asked for. */
export async function openAsk(
  trx: Knex.Transaction,
  { handle }: Pick<ProgressAsk, 'handle'>,
  { at, expiresAt }: { readonly at: Date; readonly expiresAt: Date },
): Promise<boolean> {
  const opened = await trx('progress_asks')
    .where({ handle })
    .whereNull('opened_at')
    .update({ opened_at: toStoredTime(at), expires_at: toStoredTime(expiresAt) });
  return opened === 1;
}

/** Closes what a session has open. */
export async function dropAsk(db: Database, sessionId: string): Promise<void> {
  await db('progress_asks').where({ session_id: sessionId }).delete();
}

/** Deletes asks whose time is over; gives how many. */
export function deleteOldAsks(db: Database, at: Date): Promise<number> {
  return db('progress_asks').where('expires_at', '<=', toStoredTime(at)).delete();
}

interface AskRow {
  readonly session_id: string;
  readonly handle: string;
  readonly reference: string | null;
  readonly language: Language;
  readonly address: string;
  readonly code_hash: string | null;
  readonly tries: number;
  readonly expires_at: string;
  readonly opened_at: string | null;
}

function toAsk(row: AskRow | undefined): ProgressAsk | undefined {
  if (row === undefined) return undefined;
  return {
    handle: row.handle,
    reference: row.reference,
    language: row.language,
    address: row.address,
    codeHash: row.code_hash,
    tries: row.tries,
    expiresAt: new Date(row.expires_at),
    openedAt: row.opened_at === null ? null : new Date(row.opened_at),
  };
}
