import { loadProfiles } from '../../../src/certificates/profiles.js';
import type { TokenContext } from '../../../src/certificates/token/check.js';
import { hashOrigin } from '../../../src/certificates/token/signed-origin.js';
import { validateToken } from '../../../src/certificates/token/validate-token.js';
import { VerifiedCertificates } from '../../../src/certificates/verified-certificates.js';
import { Problem } from '../../../src/problems/index.js';
import type { SmallPki } from './small-pki.js';

export const origin = 'https://hcd.example.tw';

export const nonce = 'YPVgYc7Qds0qmK/RilPLffnsIg7IIovM4BAWqGZWwiY=';

/** Validation against the small PKI, revocation left out unless a test brings a source. */
export async function contextOf(pki: SmallPki, changes: Partial<TokenContext> = {}): Promise<TokenContext> {
  return {
    origin: hashOrigin(origin),
    trust: pki.trust,
    verified: new VerifiedCertificates(),
    profiles: await loadProfiles(),
    testCards: 'refused',
    forbiddenPolicies: [],
    revocation: 'not-checked',
    onGraceUse: () => undefined,
    ...changes,
  };
}

/** `ok`, or the code of the refusal. What is no Problem fails the test. */
export async function outcomeOf(
  token: { readonly text: string; readonly nonce?: string | undefined; readonly at: Date },
  context: TokenContext,
): Promise<string> {
  return codeOf(() => validateToken({ nonce, ...token }, context));
}

/** `ok`, or the code of the Problem that `work` throws. */
export async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'ok';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}
