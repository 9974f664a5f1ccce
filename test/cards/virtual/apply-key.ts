import { constants, createECDH, type KeyObject, privateEncrypt, randomBytes } from 'node:crypto';
import { tlv } from './tlv.js';

/**
 * What a card does with its private key: for RSA the bare private operation, since the module pads; for P-256 the ECDSA
 * signature of a digest, as DER.
 */
export function applyKey(privateKey: KeyObject, challenge: Buffer): Buffer {
  if (privateKey.asymmetricKeyType !== 'rsa') return signDigest(privateKey, challenge);
  return privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, challenge);
}

/** Order of the group of P-256 (SEC 2, 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA of a digest as it is (FIPS 186-5 6.4.1); node:crypto always hashes first. */
function signDigest(privateKey: KeyObject, digest: Buffer): Buffer {
  const d = toNumber(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const once = createECDH('prime256v1');
  const secret = randomBytes(31);
  once.setPrivateKey(secret);
  const r = toNumber(once.getPublicKey().subarray(1, 33)) % order;
  const s = (inverse(toNumber(secret)) * (toNumber(digest.subarray(0, 32)) + r * d)) % order;
  return tlv('30', integer(r), integer(s));
}

function toNumber(octets: Buffer): bigint {
  return BigInt(`0x${octets.toString('hex')}`);
}

/** The inverse modulo the order, a prime: k^(order − 2). */
function inverse(k: bigint): bigint {
  let result = 1n;
  let base = k;
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}

/** A positive INTEGER in DER. */
function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return tlv('02', (octets[0] ?? 0) < 0x80 ? octets : Buffer.concat([Buffer.from([0]), octets]));
}
