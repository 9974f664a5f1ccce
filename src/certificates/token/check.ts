import type { Certificate } from '../certificate.js';
import type { CardIdentity } from '../identity.js';
import type { Path } from '../path.js';
import type { CardProfile, CardProfiles } from '../profiles.js';
import type { GraceUse, RevocationSource } from '../revocation/source.js';
import type { Trust } from '../trust.js';
import type { VerifiedCertificates } from '../verified-certificates.js';
import type { SignedOrigin } from './signed-origin.js';
import type { Token } from './token.js';

/** What a card's certificate is validated against; made once, used for every login and signature. */
export interface CardContext {
  readonly trust: Trust;
  readonly verified: VerifiedCertificates;
  readonly profiles: CardProfiles;
  /** Whether cards with a test policy may log in: in demo mode only. */
  readonly testCards: 'refused' | 'admitted';
  /** Policies that no card may carry, besides those its profile forbids. */
  readonly forbiddenPolicies: readonly string[];
  /** `not-checked` is for tools that look at one token, never for a login. */
  readonly revocation: RevocationSource | 'not-checked';
  /** Told each time a list past its nextUpdate was relied on; the login waits for it, and fails if it fails. */
  readonly onGraceUse: (use: GraceUse) => Promise<void> | void;
}

/** What tokens are validated against. */
export interface TokenContext extends CardContext {
  readonly origin: SignedOrigin;
}

/**
 * A card's certificate under validation, whatever the card has signed: a login's token, or a document. Each step reads
 * what the steps before it found, and adds to it.
 */
export interface CardCheck {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly context: CardContext;
  readonly found: Findings<CardFacts>;
}

/** One token under validation. */
export interface TokenCheck extends CardCheck {
  readonly text: string;
  /** What was taken from the store for this session; undefined when there was none in time. */
  readonly nonce: string | undefined;
  readonly context: TokenContext;
  readonly found: Findings<TokenFacts>;
}

/** What is found out of every card. */
export interface CardFacts {
  certificate: Certificate;
  profile: CardProfile;
  path: Path;
  identity: CardIdentity;
}

export interface TokenFacts extends CardFacts {
  token: Token;
  nonce: string;
}

/** What the steps found so far. Asking for what no step has found yet is a mistake in the order of the steps. */
export class Findings<Facts> {
  private readonly facts: Partial<Facts> = {};

  note<Name extends keyof Facts>(name: Name, fact: Facts[Name]): void {
    this.facts[name] = fact;
  }

  /** @throws TypeError when it has not been found */
  get<Name extends keyof Facts>(name: Name): Facts[Name] {
    const fact = this.facts[name];
    if (fact === undefined) throw new TypeError(`No step has found the ${String(name)} yet.`);
    return fact as Facts[Name];
  }
}
