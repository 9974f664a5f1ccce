import type { AlgorithmName } from '../pkcs11/algorithms.js';
import type { CardAccess, SignatureCard } from '../pkcs11/card-access.js';
import { AgentProblem } from '../problems.js';
import { type CardRequest, type CardUseParts, useCard } from './use-card.js';
import { type WebEidToken, webEidToken } from './web-eid-token.js';

export interface AuthenticationRequest extends CardRequest {
  /** Who asks, as the browser serializes it; it is what gets signed. */
  readonly origin: string;
  /** Base64 text of 32 random bytes. */
  readonly nonce: string;
  /** Instead of the key's preferred algorithm. */
  readonly algorithm?: AlgorithmName;
}

export interface AuthenticationParts extends CardUseParts {
  readonly cards: CardAccess;
}

/**
 * One card login: the Web eID token for origin and nonce.
 *
 * @throws AgentProblem for everything that can go wrong with card, PIN and person
 */
export function authenticate(
  parts: AuthenticationParts,
  request: AuthenticationRequest,
): Promise<WebEidToken> {
  const { cards } = parts;
  const { origin, nonce } = request;
  return useCard(
    parts,
    {
      purpose: { kind: 'login' },
      origin,
      read: async (choice) => {
        const card = await cards.readSignatureCard(choice);
        chooseAlgorithm(card, request.algorithm);
        return card;
      },
      sign: async (card, pin) => {
        const { readerId, tokenSerial, certificate } = card;
        const algorithm = chooseAlgorithm(card, request.algorithm);
        const order = { readerId, tokenSerial, certificate, algorithm, origin, nonce, pin };
        return webEidToken(certificate, algorithm, await cards.authenticate(order));
      },
    },
    request,
  );
}

function chooseAlgorithm(card: SignatureCard, wanted: AlgorithmName | undefined): AlgorithmName {
  const [preferred] = card.algorithms;
  const chosen = wanted ?? preferred;
  if (chosen === undefined || !card.algorithms.includes(chosen))
    throw new AgentProblem('ERR_AGENT_KEY_NOT_SUPPORTED');
  return chosen;
}
