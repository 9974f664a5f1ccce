import type { CardChoice, SignatureCard } from '../pkcs11/card-access.js';
import { AgentProblem } from '../problems.js';
import type { Language } from '../texts.js';
import type { AskConsent, Purpose } from './consent.js';
import type { TriesLedger } from './tries.js';

/** What somebody asks of a card. */
export interface CardRequest {
  readonly choice: CardChoice;
  /** UTF-8; wiped when this is done. */
  readonly pin: Uint8Array | undefined;
  readonly lastTryAgreed: boolean;
  readonly language: Language;
  /** Aborted when nobody waits for the answer any more; the card is left alone then. */
  readonly signal?: AbortSignal;
}

/** One kind of use of a card's key. */
export interface CardUse<Result> {
  readonly purpose: Purpose;
  readonly origin: string | undefined;
  /** Reads what is on the card without a PIN; throws when the card cannot do it. */
  read(choice: CardChoice): Promise<SignatureCard>;
  sign(card: SignatureCard, pin: Uint8Array | undefined): Promise<Result>;
}

export interface CardUseParts {
  readonly tries: TriesLedger;
  readonly askConsent: AskConsent;
}

const pinLength = { min: 6, max: 8 };

/**
 * One use of a card's key: finds the card, asks the person, presents the PIN, signs. A wrong PIN is presented once.
 *
 * @throws AgentProblem for everything that can go wrong with card, PIN and person
 */
export async function useCard<Result>(
  { tries, askConsent }: CardUseParts,
  use: CardUse<Result>,
  request: CardRequest,
): Promise<Result> {
  let pin: Uint8Array | undefined;
  try {
    const card = await use.read(request.choice);
    // What was typed elsewhere is not wanted where the reader has a pad of its own.
    pin = card.pinPad ? undefined : request.pin;
    tries.admit(card.tokenSerial, card.pinState, pin);
    pin = (await consented(askConsent, tries, use, card, request)) ?? pin;
    checkPinLength(pin, card);
    tries.admit(card.tokenSerial, card.pinState, pin);
    refuseIfAborted(request.signal);
    return await signOnce(tries, use, card, pin);
  } finally {
    request.pin?.fill(0);
    pin?.fill(0);
  }
}

/** The PIN the agent asked for itself, if it did. */
async function consented(
  askConsent: AskConsent,
  tries: TriesLedger,
  { purpose, origin }: CardUse<unknown>,
  card: SignatureCard,
  { pin, lastTryAgreed, language, signal = new AbortController().signal }: CardRequest,
): Promise<Uint8Array | undefined> {
  const { holder, readerName, pinPad, tokenSerial, pinState } = card;
  const lastTry = tries.isLastTry(tokenSerial, pinState);
  const pinGiven = pin !== undefined && !pinPad;
  const asked = { purpose, origin, holder, readerName, lastTry, pinGiven, lastTryAgreed, pinPad, language };
  const answer = await askConsent(asked, signal);
  if (answer.kind === 'refused') throw new AgentProblem('ERR_AGENT_CANCELLED');
  if (answer.kind === 'pin-needed') throw new AgentProblem('ERR_AGENT_PIN_NEEDED');
  if (answer.kind === 'last-try-not-agreed')
    throw new AgentProblem('ERR_AGENT_PIN_LAST_TRY', { triesLeft: 1 });
  return answer.pin;
}

async function signOnce<Result>(
  tries: TriesLedger,
  use: CardUse<Result>,
  card: SignatureCard,
  pin: Uint8Array | undefined,
): Promise<Result> {
  const { tokenSerial } = card;
  const kept = tries.fingerprint(tokenSerial, pin);
  try {
    const result = await use.sign(card, pin);
    tries.countRight(tokenSerial);
    return result;
  } catch (cause) {
    if (!(cause instanceof AgentProblem) || cause.code !== 'ERR_AGENT_PIN_WRONG') throw cause;
    const triesLeft = tries.countWrong(tokenSerial, kept, cause.triesLeft);
    throw new AgentProblem('ERR_AGENT_PIN_WRONG', { triesLeft });
  }
}

/** A PIN of the wrong length is never right: it does not go to the card, where it could cost a try. */
function checkPinLength(pin: Uint8Array | undefined, card: SignatureCard): void {
  if (pin === undefined && card.pinPad) return;
  if (pin === undefined) throw new AgentProblem('ERR_AGENT_PIN_NEEDED');
  if (pin.length < pinLength.min || pin.length > pinLength.max)
    throw new AgentProblem('ERR_AGENT_PIN_LENGTH');
}

function refuseIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new AgentProblem('ERR_AGENT_CANCELLED', { detail: 'nobody waits any more' });
}
