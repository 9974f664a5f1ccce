import { createHash } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import type { Algorithm } from './algorithms.js';
import type { Session } from './session.js';

interface SigningPlan {
  readonly mechanism: pkcs11js.Mechanism;
  /** What is handed to C_Sign. */
  readonly input: Buffer;
}

type Hash = Algorithm['hash'];

/** DigestInfo up to the digest (RFC 8017 9.2, note 1). */
const digestInfoPrefix: Record<Hash, Buffer> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

const hashedRsa: Record<Hash, number> = {
  sha256: pkcs11js.CKM_SHA256_RSA_PKCS,
  sha384: pkcs11js.CKM_SHA384_RSA_PKCS,
  sha512: pkcs11js.CKM_SHA512_RSA_PKCS,
};

const pssParameters: Record<Hash, { hashAlg: number; mgf: number; saltLen: number }> = {
  sha256: { hashAlg: pkcs11js.CKM_SHA256, mgf: pkcs11js.CKG_MGF1_SHA256, saltLen: 32 },
  sha384: { hashAlg: pkcs11js.CKM_SHA384, mgf: pkcs11js.CKG_MGF1_SHA384, saltLen: 48 },
  sha512: { hashAlg: pkcs11js.CKM_SHA512, mgf: pkcs11js.CKG_MGF1_SHA512, saltLen: 64 },
};

/** Larger than any signature: RSA-8192 gives 1,024 bytes. */
const largestSignature = 2048;

/**
 * Signs `data` with a private key of the session.
 *
 * @param mechanisms the mechanisms the token has
 * @returns PKCS#1 v1.5 or PSS octets for RSA, R‖S for ECDSA (PKCS#11 2.40 current mechanisms, 2.3.1)
 */
export function signWithKey(
  { module, handle }: Session,
  key: pkcs11js.Handle,
  algorithm: Algorithm,
  data: Buffer,
  mechanisms: readonly number[],
): Buffer {
  const { mechanism, input } = plan(algorithm, data, mechanisms);
  module.C_SignInit(handle, mechanism, key);
  return Buffer.from(module.C_Sign(handle, input, Buffer.alloc(largestSignature)));
}

function plan({ scheme, hash }: Algorithm, data: Buffer, mechanisms: readonly number[]): SigningPlan {
  const digest = createHash(hash).update(data).digest();
  // The digest is made here, since few cards hash for ECDSA (SoftHSM has no CKM_ECDSA_SHA256 either).
  if (scheme === 'ecdsa') return { mechanism: { mechanism: pkcs11js.CKM_ECDSA }, input: digest };
  if (scheme === 'rsa-pss') {
    const parameter = { type: pkcs11js.CK_PARAMS_RSA_PSS, ...pssParameters[hash] };
    return { mechanism: { mechanism: pkcs11js.CKM_RSA_PKCS_PSS, parameter }, input: digest };
  }
  if (mechanisms.includes(hashedRsa[hash])) return { mechanism: { mechanism: hashedRsa[hash] }, input: data };
  return {
    mechanism: { mechanism: pkcs11js.CKM_RSA_PKCS },
    input: Buffer.concat([digestInfoPrefix[hash], digest]),
  };
}
