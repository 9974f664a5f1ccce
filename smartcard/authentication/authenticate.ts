import type { AlgorithmName } from '../pkcs11/algorithms.js';
import type { CardAccess, CardChoice, SignatureCard } from '../pkcs11/card-access.js';
import { AgentProblem } from '../problems.js';
import type { Language } from '../texts.js';
import type { AskConsent } from './consent.js';
import type { TriesLedger } from './tries.js';
import { type WebEidToken, webEidToken } from './web-eid-token.js';

export interface AuthenticationRequest {
  /** Who asks, as the browser serializes it; it is what gets signed. */
  readonly origin: string;
  /** Base64 text of 32 random bytes. */
  readonly nonce: string;
  readonly choice: CardChoice;
  /** UTF-8; wiped when this is done. */
  readonly pin: Uint8Array | undefined;
  readonly lastTryAgreed: boolean;
  readonly language: Language;
  /** Instead of the key's preferred algorithm. */
  readonly algorithm?: AlgorithmName;
  /** Aborted when nobody waits for the answer any more; the card is left alone then. */
  readonly signal?: AbortSignal;
}

export interface AuthenticationParts {
  readonly cards: CardAccess;
  readonly tries: TriesLedger;
  readonly askConsent: AskConsent;
}

const pinLength = { min: 6, max: 8 };

/**
 * One card login: finds the card, asks the person, presents the PIN once, signs origin and nonce.
 *
 * @throws AgentProblem for everything that can go wrong with card, PIN and person
 */
export async function authenticate(
  { cards, tries, askConsent }: AuthenticationParts,
  request: AuthenticationRequest,
): Promise<WebEidToken> {
  let pin = request.pin;
  try {
    const card = await cards.readSignatureCard(request.choice);
    const algorithm = chooseAlgorithm(card, request.algorithm);
    tries.admit(card.tokenSerial, card.pinState, pin);
    pin = (await consented(askConsent, tries, card, request)) ?? pin;
    checkPinLength(pin, card);
    tries.admit(card.tokenSerial, card.pinState, pin);
    refuseIfAborted(request.signal);
    const signature = await signOnce(cards, tries, card, { ...request, algorithm, pin });
    return webEidToken(card.certificate, algorithm, signature);
  } finally {
    request.pin?.fill(0);
    pin?.fill(0);
  }
}

/** The PIN the agent asked for itself, if it did. */
async function consented(
  askConsent: AskConsent,
  tries: TriesLedger,
  card: SignatureCard,
  { origin, pin, lastTryAgreed, language }: AuthenticationRequest,
): Promise<Uint8Array | undefined> {
  const { holder, readerName, pinPad, tokenSerial, pinState } = card;
  const lastTry = tries.isLastTry(tokenSerial, pinState);
  const pinGiven = pin !== undefined;
  const answer = await askConsent({
    origin,
    holder,
    readerName,
    lastTry,
    pinGiven,
    lastTryAgreed,
    pinPad,
    language,
  });
  if (answer.kind === 'refused') throw new AgentProblem('ERR_AGENT_CANCELLED');
  if (answer.kind === 'pin-needed') throw new AgentProblem('ERR_AGENT_PIN_NEEDED');
  if (answer.kind === 'last-try-not-agreed')
    throw new AgentProblem('ERR_AGENT_PIN_LAST_TRY', { triesLeft: 1 });
  return answer.pin;
}

async function signOnce(
  cards: CardAccess,
  tries: TriesLedger,
  card: SignatureCard,
  { algorithm, origin, nonce, pin }: AuthenticationRequest & { algorithm: AlgorithmName },
): Promise<Uint8Array> {
  const { readerId, tokenSerial, certificate } = card;
  const kept = tries.fingerprint(tokenSerial, pin);
  try {
    const signature = await cards.authenticate({
      readerId,
      tokenSerial,
      certificate,
      algorithm,
      origin,
      nonce,
      pin,
    });
    tries.countRight(tokenSerial);
    return signature;
  } catch (cause) {
    if (!(cause instanceof AgentProblem) || cause.code !== 'ERR_AGENT_PIN_WRONG') throw cause;
    const triesLeft = tries.countWrong(tokenSerial, kept, cause.triesLeft);
    throw new AgentProblem('ERR_AGENT_PIN_WRONG', { triesLeft });
  }
}

function chooseAlgorithm(card: SignatureCard, wanted: AlgorithmName | undefined): AlgorithmName {
  const [preferred] = card.algorithms;
  const chosen = wanted ?? preferred;
  if (chosen === undefined || !card.algorithms.includes(chosen))
    throw new AgentProblem('ERR_AGENT_KEY_NOT_SUPPORTED');
  return chosen;
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
