import type { CardIdentity } from '../identity.js';
import type { HashName } from '../oids.js';
import type { CardCheck, CardFacts, Findings } from '../token/check.js';
import type { SignedData } from './read-signed-data.js';

/** Digests of a document, by hash. A signature over a hash that is not here cannot be taken. */
export type DocumentDigests = Readonly<Partial<Record<HashName, Buffer>>>;

/** What a verified signature says. */
export interface DocumentSignature {
  readonly identity: CardIdentity;
  /** The moment that the signer's computer wrote into the signature, to the second. */
  readonly signedAt: Date;
}

/** One signature under verification. */
export interface DocumentCheck extends CardCheck {
  readonly der: Buffer;
  readonly digests: DocumentDigests;
  readonly found: Findings<DocumentFacts>;
}

export interface DocumentFacts extends CardFacts {
  signedData: SignedData;
  /** The hash of the document and of the signed attributes. */
  hash: HashName;
  /** Milliseconds since 1970. */
  signedAt: number;
}
