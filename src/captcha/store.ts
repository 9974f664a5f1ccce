import { createHash, timingSafeEqual } from 'node:crypto';
import { addMinutes, toStoredTime } from '../clock.js';
import type { Database } from '../database/index.js';

/** Minutes that a captcha can be answered. */
const lifetime = 5;

/** Remembers the text that a session was shown or told last; what it was shown before no longer counts. */
export async function storeCaptcha(
  trx: Database,
  { sessionId, text, at }: { readonly sessionId: string; readonly text: string; readonly at: Date },
): Promise<void> {
  const row = {
    session_id: sessionId,
    text_hash: hashOf(sessionId, text),
    ends_at: toStoredTime(addMinutes(at, lifetime)),
  };
  await trx('captchas').insert(row).onConflict('session_id').merge();
}

/** Takes the captcha of a session out of the store, and tells whether the text is its own and still counts. */
export async function takeCaptcha(
  trx: Database,
  { sessionId, text, at }: { readonly sessionId: string; readonly text: string; readonly at: Date },
): Promise<boolean> {
  const row = await trx<CaptchaRow>('captchas').where({ session_id: sessionId }).first();
  // Of two answers at once, only the one that removes the row has it.
  const removed = await trx<CaptchaRow>('captchas').where({ session_id: sessionId }).delete();
  if (row === undefined || removed !== 1 || row.ends_at <= toStoredTime(at)) return false;
  return timingSafeEqual(row.text_hash, hashOf(sessionId, text));
}

/** Removes captchas that nobody can answer any more; gives how many. */
export async function deleteOldCaptchas(db: Database, at: Date): Promise<number> {
  return db<CaptchaRow>('captchas').where('ends_at', '<=', toStoredTime(at)).delete();
}

interface CaptchaRow {
  readonly session_id: string;
  readonly text_hash: Buffer;
  readonly ends_at: string;
}

function hashOf(sessionId: string, text: string): Buffer {
  return createHash('sha256').update(`captcha/v1\n${sessionId}\n${text}`).digest();
}
