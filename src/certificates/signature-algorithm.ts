import { constants, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';
import { DerError, type DerReader, explicitTag, tag } from './der.js';
import { readObjectIdentifier, readSmallInteger } from './der-values.js';
import { type HashName, hashOids, oid } from './oids.js';

/** How a certificate or CRL is signed. */
export interface SignatureAlgorithm {
  /** The whole AlgorithmIdentifier. */
  readonly der: Buffer;
  /** Undefined for an algorithm that is not taken here, SHA-1 among them. */
  readonly scheme: SignatureScheme | undefined;
}

export type SignatureScheme =
  | { readonly family: 'rsa' | 'ecdsa'; readonly hash: HashName }
  | { readonly family: 'rsa-pss'; readonly hash: HashName; readonly saltLength: number };

/** Reads the AlgorithmIdentifier that comes next. */
export function readSignatureAlgorithm(reader: DerReader): SignatureAlgorithm {
  const parts = reader.enter(tag.sequence);
  const der = reader.element;
  const type = readObjectIdentifier(parts);
  return { der, scheme: type === oid.rsassaPss ? readPssScheme(parts) : schemes[type] };
}

/** Whether `signature` over `content` was made with the private key of `key`. Never throws. */
export function isSignedWith(
  key: KeyObject,
  { scheme }: SignatureAlgorithm,
  content: Buffer,
  signature: Buffer,
): boolean {
  if (scheme === undefined || !families[scheme.family].includes(key.asymmetricKeyType ?? '')) return false;
  const input: VerifyKeyObjectInput = { key };
  if (scheme.family === 'rsa-pss') {
    input.padding = constants.RSA_PKCS1_PSS_PADDING;
    input.saltLength = scheme.saltLength;
  }
  try {
    return verify(scheme.hash, content, input, signature);
  } catch {
    return false;
  }
}

const families: Readonly<Record<SignatureScheme['family'], readonly string[]>> = {
  rsa: ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
};

const schemes: Readonly<Record<string, SignatureScheme>> = {
  '1.2.840.113549.1.1.11': { family: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { family: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { family: 'rsa', hash: 'sha512' },
  '1.2.840.10045.4.3.2': { family: 'ecdsa', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { family: 'ecdsa', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { family: 'ecdsa', hash: 'sha512' },
};

/** RFC 4055 3.1. Defaults are SHA-1, which is not taken, so hash and mask must both be written, and agree. */
function readPssScheme(algorithm: DerReader): SignatureScheme | undefined {
  if (!algorithm.nextIs(tag.sequence)) return undefined;
  const parameters = algorithm.enter(tag.sequence);
  const hash = parameters.optional(explicitTag(0)) ? readHash(parameters.inside()) : undefined;
  const maskHash = parameters.optional(explicitTag(1)) ? readMaskHash(parameters.inside()) : undefined;
  const saltLength = parameters.optional(explicitTag(2)) ? readSmallInteger(parameters.inside()) : 20;
  if (hash === undefined || maskHash !== hash) return undefined;
  if (saltLength > 512) throw new DerError('an RSASSA-PSS salt that is too long');
  return { family: 'rsa-pss', hash, saltLength };
}

function readMaskHash(reader: DerReader): HashName | undefined {
  const mask = reader.enter(tag.sequence);
  return readObjectIdentifier(mask) === oid.mgf1 ? readHash(mask) : undefined;
}

function readHash(reader: DerReader): HashName | undefined {
  return hashOids[readObjectIdentifier(reader.enter(tag.sequence))];
}
