import { AgentProblem } from '../problems.js';
import { algorithmsFor } from './algorithms.js';
import type { CardChoice } from './card-access.js';
import { problemAtSlot } from './problem-at-slot.js';
import { type Session, withSession } from './session.js';
import type { SignatureCertificate } from './signature-certificate.js';
import { isChosen, type Slot, type Token } from './slots.js';

/** A card that can do what is asked, and where it is. */
export interface CardInSlot {
  readonly slot: Slot;
  readonly token: Token;
  readonly signature: SignatureCertificate;
}

/** Finds the certificate for one of the card's uses; undefined when the card has none for it. */
export type FindCertificate = (session: Session) => SignatureCertificate | undefined;

/**
 * The one card that is meant, with its certificate for what is to be done.
 *
 * @throws AgentProblem saying what is missing: a reader, a card, a card that can be read, a certificate that signs; or
 *   that there are several cards and none was chosen
 */
export function findCard(
  slots: readonly Slot[],
  choice: CardChoice,
  findCertificate: FindCertificate,
): CardInSlot {
  if (slots.length === 0) throw new AgentProblem('ERR_AGENT_NO_READER');
  const chosen = slots.filter((slot) => slot.content.kind !== 'empty' && isChosen(slot, choice));
  if (chosen.length === 0) throw new AgentProblem('ERR_AGENT_NO_CARD');
  const looks = chosen.map((slot) => lookAt(slot, findCertificate));
  const cards = withoutRepeats(looks.filter((look) => 'signature' in look));
  const [card, another] = cards;
  if (card === undefined) throw mostTelling(looks.filter((look) => look instanceof AgentProblem));
  if (another !== undefined) throw new AgentProblem('ERR_AGENT_SEVERAL_CARDS');
  return card;
}

function lookAt(slot: Slot, findCertificate: FindCertificate): CardInSlot | AgentProblem {
  if (slot.content.kind === 'empty') return new AgentProblem('ERR_AGENT_NO_CARD');
  if (slot.content.kind === 'unreadable') return slot.content.problem;
  try {
    const signature = withSession(slot, findCertificate);
    if (signature === undefined) return new AgentProblem('ERR_AGENT_NO_SIGNATURE_CERTIFICATE');
    if (algorithmsFor(signature.certificate.publicKey).length === 0)
      return new AgentProblem('ERR_AGENT_KEY_NOT_SUPPORTED');
    return { slot, token: slot.content.token, signature };
  } catch (cause) {
    return problemAtSlot(cause, slot);
  }
}

/** One card seen through two modules is one card; the first module is kept. */
function withoutRepeats(cards: readonly CardInSlot[]): readonly CardInSlot[] {
  const fingerprint = ({ signature, slot }: CardInSlot) =>
    `${signature.certificate.fingerprint256} ${slot.readerId}`;
  return cards.filter(
    (card, index) => cards.findIndex((other) => fingerprint(other) === fingerprint(card)) === index,
  );
}

/** A module that does not know the card says less than one that knows it and found no certificate to sign with. */
function mostTelling(problems: readonly AgentProblem[]): AgentProblem {
  const telling = problems.find(({ code }) => code !== 'ERR_AGENT_CARD_NOT_RECOGNIZED');
  return telling ?? problems[0] ?? new AgentProblem('ERR_AGENT_NO_CARD');
}
