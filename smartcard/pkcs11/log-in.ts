import type pkcs11js from 'pkcs11js';
import { AgentProblem } from '../problems.js';
import { problemOf } from './return-codes.js';
import type { Session } from './session.js';
import { readToken, type Slot } from './slots.js';

/** Who logs in: the card's user, or the user once more for the one signature that has been begun. */
export type UserType = typeof pkcs11js.CKU_USER | typeof pkcs11js.CKU_CONTEXT_SPECIFIC;

/**
 * Presents the PIN to the card, once.
 *
 * @param pin UTF-8; undefined to have it typed on the reader (PKCS#11 2.40, 5.6 C_Login)
 * @throws AgentProblem with the tries left where the card or its module tells them
 */
export function logIn(session: Session, slot: Slot, userType: UserType, pin: Uint8Array | undefined): void {
  try {
    // pkcs11js takes text only; the empty one stands for "typed on the reader".
    const typed = pin === undefined ? '' : Buffer.from(pin).toString('utf8');
    session.module.C_Login(session.handle, userType, typed);
  } catch (cause) {
    throw withTriesLeft(problemOf(cause), slot);
  }
}

/** Ends the login. A card that is gone has ended it already. */
export function logOut({ module, handle }: Session): void {
  try {
    module.C_Logout(handle);
  } catch {
    // The modules are finalized right after, which ends every login too.
  }
}

/** A wrong PIN with what the card's flags say now: the last try left, or none. */
function withTriesLeft(problem: AgentProblem, slot: Slot): AgentProblem {
  if (problem.code !== 'ERR_AGENT_PIN_WRONG' || problem.triesLeft !== undefined) return problem;
  const state = pinStateNow(slot);
  if (state === 'locked') return new AgentProblem('ERR_AGENT_PIN_LOCKED', { triesLeft: 0 });
  return state === 'last-try' ? new AgentProblem('ERR_AGENT_PIN_WRONG', { triesLeft: 1 }) : problem;
}

function pinStateNow({ module, handle }: Slot) {
  try {
    return readToken(module, handle)?.pinState;
  } catch {
    return undefined;
  }
}
