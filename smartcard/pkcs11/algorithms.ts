import { createHash, type KeyObject } from 'node:crypto';

/** Signature algorithms of Web eID, by their JOSE names (RFC 7518 3.1). */
export type AlgorithmName =
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512';

export type Scheme = 'ecdsa' | 'rsa-pkcs1' | 'rsa-pss';

export interface Algorithm {
  readonly name: AlgorithmName;
  readonly scheme: Scheme;
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /** The one curve the algorithm goes with, by OpenSSL's name (RFC 7518 3.4). */
  readonly curve?: string;
}

/** Every algorithm; for a key that allows several, the earlier one is preferred. */
export const algorithms: readonly Algorithm[] = [
  { name: 'ES256', scheme: 'ecdsa', hash: 'sha256', curve: 'prime256v1' },
  { name: 'ES384', scheme: 'ecdsa', hash: 'sha384', curve: 'secp384r1' },
  { name: 'ES512', scheme: 'ecdsa', hash: 'sha512', curve: 'secp521r1' },
  { name: 'RS256', scheme: 'rsa-pkcs1', hash: 'sha256' },
  { name: 'RS384', scheme: 'rsa-pkcs1', hash: 'sha384' },
  { name: 'RS512', scheme: 'rsa-pkcs1', hash: 'sha512' },
  { name: 'PS256', scheme: 'rsa-pss', hash: 'sha256' },
  { name: 'PS384', scheme: 'rsa-pss', hash: 'sha384' },
  { name: 'PS512', scheme: 'rsa-pss', hash: 'sha512' },
];

/** The algorithms a public key allows, the preferred one first; none for a key that cannot log in. */
export function algorithmsFor(publicKey: KeyObject): readonly Algorithm[] {
  const curve = publicKey.asymmetricKeyDetails?.namedCurve;
  if (publicKey.asymmetricKeyType === 'rsa') return algorithms.filter(({ scheme }) => scheme !== 'ecdsa');
  if (publicKey.asymmetricKeyType === 'ec') return algorithms.filter((each) => each.curve === curve);
  return [];
}

/** The algorithm of that name. */
export function algorithmNamed(name: AlgorithmName): Algorithm {
  const algorithm = algorithms.find((each) => each.name === name);
  if (algorithm === undefined) throw new TypeError(`There is no algorithm "${name}".`);
  return algorithm;
}

/**
 * What an authentication signs (Web eID authentication token, section 3): the hash of the origin, then the hash of the
 * nonce as its base64 text.
 */
export function authenticationData(algorithm: Algorithm, origin: string, nonce: string): Buffer {
  return Buffer.concat(
    [origin, nonce].map((part) => createHash(algorithm.hash).update(part, 'utf8').digest()),
  );
}
