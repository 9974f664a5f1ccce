import type { DocumentDigest } from '../cms/document-digest.js';
import type { AlgorithmName } from './algorithms.js';

/** A card reader. Says nothing of whose card is in it. */
export interface Reader {
  /** Stays the same while the reader is connected. */
  readonly id: string;
  readonly name: string;
  readonly cardPresent: boolean;
  /** The PIN is typed on the reader itself. */
  readonly pinPad: boolean;
}

/** The readers at one moment. */
export interface ReadersNow {
  /** The same for the same readers with and without cards; says nothing of the cards. */
  readonly state: string;
  readonly readers: readonly Reader[];
}

/** Which card is meant; nothing of it is needed while only one card is there. */
export interface CardChoice {
  readonly readerId?: string;
  readonly tokenSerial?: string;
  readonly tokenLabel?: string;
}

/** What the card itself says of its PIN; many cards and all software tokens say nothing before the last try. */
export type PinState = 'nothing-known' | 'tries-lost' | 'last-try' | 'locked';

/** A card that can log in, or sign documents. */
export interface SignatureCard {
  readonly readerId: string;
  readonly readerName: string;
  readonly tokenSerial: string;
  readonly tokenLabel: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Name on the certificate. */
  readonly holder: string;
  /** ISO 8601. */
  readonly validTo: string;
  /** What the key can sign with, the preferred one first. */
  readonly algorithms: readonly AlgorithmName[];
  readonly pinPad: boolean;
  readonly pinState: PinState;
}

/** What every use of a key needs. The data to sign is made beside the card, never handed over ready-made. */
export interface KeyOrder {
  readonly readerId: string;
  readonly tokenSerial: string;
  /** The certificate the consent was given for (DER); another card in the reader by now is refused. */
  readonly certificate: Uint8Array;
  /** UTF-8; moved to the card's thread and wiped there. Undefined when it is typed on the reader. */
  readonly pin: Uint8Array | undefined;
}

/** One authentication with one card. */
export interface AuthenticationOrder extends KeyOrder {
  readonly algorithm: AlgorithmName;
  readonly origin: string;
  readonly nonce: string;
}

/** One signature of one document with one card. */
export interface DocumentOrder extends KeyOrder {
  readonly digest: DocumentDigest;
  readonly signingTime: Date;
}

/**
 * All work with cards goes through here, one operation at a time. Each operation opens its own session and ends it,
 * and every one rejects with an AgentProblem.
 */
export interface CardAccess {
  listReaders(): Promise<readonly Reader[]>;
  /**
   * The readers as soon as they differ from a known state. Gives way to every other operation, and takes up again after
   * it. Undefined when the signal aborts.
   */
  watchReaders(known: string | undefined, signal: AbortSignal): Promise<ReadersNow | undefined>;
  readSignatureCard(choice: CardChoice): Promise<SignatureCard>;
  /** The signature: PKCS#1 v1.5 or PSS octets for RSA, R‖S for ECDSA. */
  authenticate(order: AuthenticationOrder): Promise<Uint8Array>;
  /** As `readSignatureCard`, with the certificate whose key signs documents. */
  readDocumentCard(choice: CardChoice): Promise<SignatureCard>;
  /** A CMS SignedData in DER: detached, CAdES baseline B, with the signer's certificate (ETSI EN 319 122-1). */
  signDocument(order: DocumentOrder): Promise<Uint8Array>;
  close(): Promise<void>;
}
