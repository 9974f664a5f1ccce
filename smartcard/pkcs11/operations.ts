import { hashNames } from '../cms/document-digest.js';
import { signedAttributes } from '../cms/signed-attributes.js';
import { type SignatureScheme, signedData } from '../cms/signed-data.js';
import { AgentProblem } from '../problems.js';
import { algorithmNamed, algorithmsFor, authenticationData } from './algorithms.js';
import type {
  AuthenticationOrder,
  CardChoice,
  DocumentOrder,
  KeyOrder,
  Reader,
  ReadersNow,
  SignatureCard,
} from './card-access.js';
import { describeReaders } from './describe-readers.js';
import { type CardInSlot, type FindCertificate, findCard } from './find-card.js';
import { withModules } from './open-modules.js';
import { problemAtSlot } from './problem-at-slot.js';
import { type Session, withSession } from './session.js';
import { signWithPin } from './sign-with-pin.js';
import { findDocumentCertificate, findSignatureCertificate } from './signature-certificate.js';
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
    return readCard(modulePaths, choice, findSignatureCertificate);
  },

  /** The same, with its certificate for documents. */
  readDocumentCard(modulePaths: readonly string[], choice: CardChoice): SignatureCard {
    return readCard(modulePaths, choice, findDocumentCertificate);
  },

  /** Logs in to the card with the PIN, signs origin and nonce, and ends the session. */
  authenticate(modulePaths: readonly string[], order: AuthenticationOrder): Uint8Array {
    return withCard(modulePaths, order, findSignatureCertificate, (session, card) => {
      const algorithm = algorithmNamed(order.algorithm);
      const data = authenticationData(algorithm, order.origin, order.nonce);
      return signWithPin(session, card, algorithm, data, order.pin);
    });
  },

  /** Logs in to the card with the PIN, signs a document's digest, and ends the session. */
  signDocument(modulePaths: readonly string[], order: DocumentOrder): Uint8Array {
    return withCard(modulePaths, order, findDocumentCertificate, (session, card) => {
      const { asymmetricKeyType, asymmetricKeyDetails } = card.signature.certificate.publicKey;
      const curve = asymmetricKeyDetails?.namedCurve;
      const scheme: SignatureScheme = asymmetricKeyType === 'ec' ? 'ecdsa' : 'rsa-pkcs1';
      const hash = hashNames[order.digest.algorithm];
      const method = { scheme, hash, ...(curve !== undefined && { curve }) };
      const signature = signWithPin(session, card, method, signedAttributes(order), order.pin);
      return signedData({ ...order, scheme, signature });
    });
  },
} as const;

export type Operations = typeof operations;

function readCard(modulePaths: readonly string[], choice: CardChoice, find: FindCertificate): SignatureCard {
  return withModules(modulePaths, (modules) => describeCard(findCard(listSlots(modules), choice, find)));
}

/** Runs `work` in a session with the card the consent was given for. */
function withCard<T>(
  modulePaths: readonly string[],
  { readerId, tokenSerial, certificate }: KeyOrder,
  find: FindCertificate,
  work: (session: Session, card: CardInSlot) => T,
): T {
  return withModules(modulePaths, (modules) => {
    const card = findCard(listSlots(modules), { readerId, tokenSerial }, find);
    if (!card.signature.certificate.raw.equals(certificate)) throw new AgentProblem('ERR_AGENT_CARD_CHANGED');
    try {
      return withSession(card.slot, (session) => work(session, card));
    } catch (cause) {
      throw problemAtSlot(cause, card.slot);
    }
  });
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
