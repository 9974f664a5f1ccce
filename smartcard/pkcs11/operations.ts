import pkcs11js from 'pkcs11js';
import { AgentProblem } from '../problems.js';
import { algorithmNamed, algorithmsFor, authenticationData } from './algorithms.js';
import type { AuthenticationOrder, CardChoice, Reader, ReadersNow, SignatureCard } from './card-access.js';
import { describeReaders } from './describe-readers.js';
import { type CardInSlot, findCard } from './find-card.js';
import { logIn, logOut } from './log-in.js';
import { withModules } from './open-modules.js';
import { problemAtSlot } from './problem-at-slot.js';
import { findObjects, type Session, withSession } from './session.js';
import { signWithKey } from './sign.js';
import { listSlots } from './slots.js';
import { watchReaders } from './watch-readers.js';

/**
 * The operations with cards, as they run in the card's thread: from modules loaded to modules finalized. They throw
 * what PKCS#11 throws, and AgentProblems.
 */
export const operations = {
  /** The readers, each once though several modules see it. */
  listReaders(modulePaths: readonly string[]): readonly Reader[] {
    return withModules(modulePaths, (modules) => describeReaders(listSlots(modules)));
  },

  /** The readers, as soon as they differ from the state that is known; undefined when it had to give way. */
  watchReaders(
    modulePaths: readonly string[],
    known: string | undefined,
    giveWay: Int32Array,
  ): ReadersNow | undefined {
    return watchReaders(modulePaths, known, giveWay);
  },

  /** The card that is meant, and what its certificate says. */
  readSignatureCard(modulePaths: readonly string[], choice: CardChoice): SignatureCard {
    return withModules(modulePaths, (modules) => describeCard(findCard(listSlots(modules), choice)));
  },

  /** Logs in to the card with the PIN, signs, and ends the session. */
  authenticate(modulePaths: readonly string[], order: AuthenticationOrder): Uint8Array {
    return withModules(modulePaths, (modules) => {
      const { readerId, tokenSerial } = order;
      const card = findCard(listSlots(modules), { readerId, tokenSerial });
      if (!card.signature.certificate.raw.equals(order.certificate))
        throw new AgentProblem('ERR_AGENT_CARD_CHANGED');
      try {
        return withSession(card.slot, (session) => signIn(session, card, order));
      } catch (cause) {
        throw problemAtSlot(cause, card.slot);
      }
    });
  },
} as const;

export type Operations = typeof operations;

function signIn(session: Session, card: CardInSlot, order: AuthenticationOrder): Uint8Array {
  const algorithm = algorithmNamed(order.algorithm);
  const mechanisms = card.slot.module.C_GetMechanismList(card.slot.handle);
  logIn(session, card.slot, order.pin);
  try {
    const data = authenticationData(algorithm, order.origin, order.nonce);
    return signWithKey(session, findKey(session, card), algorithm, data, mechanisms);
  } finally {
    logOut(session);
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

function describeCard({ slot, token, signature }: CardInSlot): SignatureCard {
  return {
    readerId: slot.readerId,
    readerName: slot.readerName,
    tokenSerial: token.serial,
    tokenLabel: token.label,
    certificate: new Uint8Array(signature.certificate.raw),
    holder: signature.holder,
    validTo: new Date(signature.certificate.validTo).toISOString(),
    algorithms: algorithmsFor(signature.certificate.publicKey).map(({ name }) => name),
    pinPad: token.pinPad,
    pinState: token.pinState,
  };
}
