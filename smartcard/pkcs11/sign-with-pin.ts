import pkcs11js from 'pkcs11js';
import { AgentProblem } from '../problems.js';
import type { CardInSlot } from './find-card.js';
import { logIn, logOut } from './log-in.js';
import { findObjects, readAttribute, type Session } from './session.js';
import { type SigningMethod, signWithKey } from './sign.js';

/**
 * Logs in to the card, signs once, logs out. A key that is always authenticated (CKA_ALWAYS_AUTHENTICATE, PIV's 9C)
 * gets the same PIN again between C_SignInit and C_Sign (PKCS#11 2.40, 4.9 and 5.6); it was right a moment ago, so this
 * costs no try. The PIN's bytes are wiped, whatever comes of it.
 *
 * @param pin UTF-8; undefined to have it typed on the reader
 * @returns PKCS#1 v1.5 or PSS octets for RSA, R‖S for ECDSA
 */
export function signWithPin(
  session: Session,
  card: CardInSlot,
  method: SigningMethod,
  data: Buffer,
  pin: Uint8Array | undefined,
): Buffer {
  const mechanisms = card.slot.module.C_GetMechanismList(card.slot.handle);
  try {
    logIn(session, card.slot, pkcs11js.CKU_USER, pin);
    try {
      const key = findKey(session, card);
      const authenticate = () => {
        if (isAlwaysAuthenticated(session, key))
          logIn(session, card.slot, pkcs11js.CKU_CONTEXT_SPECIFIC, pin);
      };
      return signWithKey(session, key, method, data, mechanisms, authenticate);
    } finally {
      logOut(session);
    }
  } finally {
    pin?.fill(0);
  }
}

function findKey(session: Session, { signature }: CardInSlot): pkcs11js.Handle {
  const [key] = findObjects(session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
    { type: pkcs11js.CKA_ID, value: signature.id },
  ]);
  if (key === undefined) throw new AgentProblem('ERR_AGENT_KEY_NOT_SUPPORTED', { detail: 'no private key' });
  return key;
}

/** Modules that do not know the attribute have no such keys. */
function isAlwaysAuthenticated(session: Session, key: pkcs11js.Handle): boolean {
  return readAttribute(session, key, pkcs11js.CKA_ALWAYS_AUTHENTICATE)?.[0] === 1;
}
