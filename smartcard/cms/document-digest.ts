/** Hash algorithms of documents, by the names of the Web Cryptography API, with their length in octets. */
export const digestLengths = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;

export type DigestAlgorithm = keyof typeof digestLengths;

/** The digest of a document. The document itself stays where it is. */
export interface DocumentDigest {
  readonly algorithm: DigestAlgorithm;
  readonly value: Uint8Array;
}

/** The name node:crypto has for the algorithm. */
export const hashNames = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;
