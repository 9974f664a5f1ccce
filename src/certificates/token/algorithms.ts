import { constants, createVerify, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto';
import type { CurveName, HashName } from '../oids.js';
import type { KeyKind } from '../public-key-info.js';

/** One of the algorithms of a token (names of RFC 7518 3.1). */
export interface TokenAlgorithm {
  readonly name: string;
  readonly hash: HashName;
  readonly hashBytes: number;
  /** Kinds of key it is used with; RFC 7518 3.4 gives each ES algorithm its curve. */
  readonly keys: readonly KeyKind[];
  /** Whether `signature` over `data` was made with the private key of `key`. Never throws. */
  readonly verify: (key: KeyObject, data: Buffer, signature: Buffer) => boolean;
}

/** All nine: ES, PS and RS with 256, 384 and 512. */
export const tokenAlgorithms: ReadonlyMap<string, TokenAlgorithm> = new Map(
  (
    [
      ['256', 'sha256', 32, 'P-256', 32],
      ['384', 'sha384', 48, 'P-384', 48],
      ['512', 'sha512', 64, 'P-521', 66],
    ] as const
  )
    .flatMap(([bits, hash, hashBytes, curve, fieldBytes]) => [
      ecdsa(`ES${bits}`, { hash, hashBytes, curve, fieldBytes }),
      rsaPss(`PS${bits}`, { hash, hashBytes }),
      rsa(`RS${bits}`, { hash, hashBytes }),
    ])
    .map((algorithm) => [algorithm.name, algorithm]),
);

interface Hashing {
  readonly hash: HashName;
  readonly hashBytes: number;
}

/** RFC 8017 8.2. */
function rsa(name: string, { hash, hashBytes }: Hashing): TokenAlgorithm {
  return {
    name,
    hash,
    hashBytes,
    keys: ['rsa'],
    verify: (key, data, signature) => holds(hash, data, { key }, signature),
  };
}

/** RFC 8017 8.1 with a salt as long as the hash. */
function rsaPss(name: string, { hash, hashBytes }: Hashing): TokenAlgorithm {
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return {
    name,
    hash,
    hashBytes,
    keys: ['rsa', 'rsa-pss'],
    verify: (key, data, signature) => holds(hash, data, { key, padding, saltLength: hashBytes }, signature),
  };
}

/** R‖S, both as long as the curve's field (RFC 7518 3.4), or the DER of both, which some cards give. */
function ecdsa(
  name: string,
  {
    hash,
    hashBytes,
    curve,
    fieldBytes,
  }: Hashing & { readonly curve: CurveName; readonly fieldBytes: number },
): TokenAlgorithm {
  return {
    name,
    hash,
    hashBytes,
    keys: [curve],
    verify: (key, data, signature) =>
      (signature.length === 2 * fieldBytes &&
        holds(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature)) ||
      (signature[0] === 0x30 && holds(hash, data, { key, dsaEncoding: 'der' }, signature)),
  };
}

function holds(hash: HashName, data: Buffer, key: VerifyKeyObjectInput, signature: Buffer): boolean {
  try {
    // A tenth faster than the one call `verify`, which copies what it is given.
    return createVerify(hash).update(data).verify(key, signature);
  } catch {
    return false;
  }
}
