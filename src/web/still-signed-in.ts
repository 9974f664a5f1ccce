import type { Request, RequestHandler } from 'express';
import { Problem } from '../problems/index.js';
import { reloadSession } from './session-loading.js';
import { visitOf } from './visit.js';

/**
 * Looks once more whether who sent a stream may still do so. Its bytes may take an hour; meanwhile the session can end, at
 * a logout, or because the account was suspended or given another role. Call it after the last byte and before anything is
 * done with what came. Lets through who was not signed in at the beginning either.
 *
 * @throws Problem ERR_SIGN_IN_REQUIRED; ERR_SESSION_ADDRESS when the address is not allowed any more
 */
export async function requireStillSignedIn(request: Request): Promise<void> {
  const { actor, session } = visitOf(request);
  if (actor === undefined) return;
  const now = await reloadSession(request);
  const isSame =
    now?.session.id === session?.id &&
    now?.actor?.accountId === actor.accountId &&
    now.actor.role === actor.role;
  if (!isSame) throw new Problem('ERR_SIGN_IN_REQUIRED');
}

/** Who is sending is not idle: the session's idle end moves on while a stream arrives. */
export function keepSessionWhileSending(everyMilliseconds = 60_000): RequestHandler {
  return (request, _response, next) => {
    if (visitOf(request).actor === undefined) return next();
    // Whatever keeps it from being found is told after the last byte.
    const timer = setInterval(() => void reloadSession(request).catch(() => undefined), everyMilliseconds);
    timer.unref();
    const end = () => clearInterval(timer);
    request.once('end', end).once('close', end);
    next();
  };
}
