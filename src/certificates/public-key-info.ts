import { createPublicKey, type KeyObject } from 'node:crypto';
import { DerError, type DerReader, tag } from './der.js';
import { readBitString, readObjectIdentifier } from './der-values.js';
import { type CurveName, curveOids, oid } from './oids.js';

/** SubjectPublicKeyInfo (RFC 5280 4.1.2.7): what kind of key, and its bits. */
export interface PublicKeyInfo {
  readonly der: Buffer;
  readonly kind: KeyKind;
  /** The content of subjectPublicKey; for RSA a PKCS #1 RSAPublicKey. */
  readonly bits: Buffer;
}

/** `other` is a key that no card or authority here may have: other curves, explicit parameters, Ed25519, DSA. */
export type KeyKind = 'rsa' | 'rsa-pss' | CurveName | 'other';

/** Reads the public key that comes next, without judging it. */
export function readPublicKeyInfo(reader: DerReader): PublicKeyInfo {
  const parts = reader.enter(tag.sequence);
  const der = reader.element;
  const algorithm = parts.enter(tag.sequence);
  const kind = readKeyKind(algorithm);
  const bits = readBitString(parts);
  parts.finish();
  return { der, kind, bits };
}

/**
 * The key, ready to verify with.
 *
 * @throws DerError for a key of a kind or size that is not used here, or that OpenSSL cannot read
 */
export function importPublicKey(info: PublicKeyInfo): KeyObject {
  const known = keys.get(info);
  if (known !== undefined) return known;
  const key = readKey(info);
  keys.set(info, key);
  return key;
}

const keys = new WeakMap<PublicKeyInfo, KeyObject>();

function readKeyKind(algorithm: DerReader): KeyKind {
  const type = readObjectIdentifier(algorithm);
  if (type === oid.rsaEncryption) return 'rsa';
  if (type === oid.rsassaPss) return 'rsa-pss';
  if (type !== oid.ecPublicKey || !algorithm.nextIs(tag.objectIdentifier)) return 'other';
  return curveOids[readObjectIdentifier(algorithm)] ?? 'other';
}

function readKey(info: PublicKeyInfo): KeyObject {
  const key = openKey(info);
  const bits = key.asymmetricKeyDetails?.modulusLength;
  // Beyond 8192 bits one verification takes long enough to be used against us.
  if (bits !== undefined && (bits < 2048 || bits > 8192)) throw new DerError(`an RSA key of ${bits} bits`);
  return key;
}

function openKey({ kind, bits, der }: PublicKeyInfo): KeyObject {
  if (kind === 'other') throw new DerError('a public key of a kind that is not used here');
  try {
    // OpenSSL reads PKCS #1 thirty times faster than the same key in SubjectPublicKeyInfo. It takes the modulus as
    // unsigned, as some cards need whose modulus lacks its leading zero.
    if (kind === 'rsa') return createPublicKey({ key: bits, format: 'der', type: 'pkcs1' });
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    throw new DerError('a public key that cannot be read');
  }
}
