import type { Database } from '../database/index.js';
import { takeCaptcha } from './store.js';

/**
 * Whether an answer is what the session was shown or told last. Whatever the outcome, that captcha is used up.
 *
 * @param answer as typed: full-width digits and blanks between digits are forgiven
 */
export function checkCaptcha(
  trx: Database,
  { sessionId, answer, at }: { readonly sessionId: string; readonly answer: string; readonly at: Date },
): Promise<boolean> {
  const text = answer.normalize('NFKC').replace(/\s/g, '');
  return takeCaptcha(trx, { sessionId, text, at });
}
