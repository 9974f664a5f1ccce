import type { CardIdentity } from '../identity.js';
import { buildTrustPath } from './build-trust-path.js';
import { Findings, type TokenCheck, type TokenContext } from './check.js';
import { checkNonce } from './check-nonce.js';
import { checkPolicy } from './check-policy.js';
import { checkPurpose } from './check-purpose.js';
import { checkRevocation } from './check-revocation.js';
import { checkValidity } from './check-validity.js';
import { decodeCertificate } from './decode-certificate.js';
import { identifyHolder } from './identify-holder.js';
import { readToken } from './token.js';
import { verifySignature } from './verify-signature.js';

/** The numbers are those of "Server validation" in card-login.md. */
const steps: readonly ((check: TokenCheck) => Promise<void> | void)[] = [
  readTokenText, // 1
  checkNonce, // 2
  decodeCertificate, // 3
  checkPurpose, // 4
  checkPolicy, // 5
  checkValidity, // 6
  buildTrustPath, // 6
  verifySignature, // 7
  checkRevocation, // 8, last, since it may cost a network call
  identifyHolder, // 9
];

/**
 * Validates a Web eID token and tells whose card made it.
 *
 * @param token.text the token as it was sent
 * @param token.nonce what `takeChallenge` gave
 * @param token.at the moment of the login
 * @throws Problem `ERR_CARD_…`, with the cause in `detail`; the order of the steps decides which
 */
export async function validateToken(
  token: { readonly text: string; readonly nonce: string | undefined; readonly at: Date },
  context: TokenContext,
): Promise<CardIdentity> {
  const { text, nonce, at } = token;
  const check: TokenCheck = { text, nonce, at: at.getTime(), context, found: new Findings() };
  for (const step of steps) {
    const waiting = step(check);
    if (waiting !== undefined) await waiting;
  }
  return check.found.get('identity');
}

function readTokenText({ text, found }: TokenCheck): void {
  found.note('token', readToken(text));
}
