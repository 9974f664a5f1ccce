import { createHash } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import type { Algorithm, Scheme } from './algorithms.js';
import type { Session } from './session.js';

/** How a key signs. */
export interface SigningMethod {
  readonly scheme: Scheme;
  readonly hash: Algorithm['hash'];
  /** Of an elliptic-curve key, by OpenSSL's name. */
  readonly curve?: string;
}

interface SigningPlan {
  readonly mechanism: pkcs11js.Mechanism;
  /** What is handed to C_Sign. */
  readonly input: Buffer;
}

type Hash = SigningMethod['hash'];

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

/** Octets of the order of each curve's group (SEC 2, 2.4.2, 2.5.1, 2.6.1). */
const orderLengths: Readonly<Record<string, number>> = { prime256v1: 32, secp384r1: 48, secp521r1: 66 };

/** Larger than any signature: RSA-8192 gives 1,024 bytes. */
const largestSignature = 2048;

/**
 * Signs `data` with a private key of the session.
 *
 * @param mechanisms the mechanisms the token has
 * @param authenticate called when the signature has been begun: a key that wants the PIN for each signature gets it then
 * @returns PKCS#1 v1.5 or PSS octets for RSA, R‖S for ECDSA (PKCS#11 2.40 current mechanisms, 2.3.1)
 */
export function signWithKey(
  { module, handle }: Session,
  key: pkcs11js.Handle,
  method: SigningMethod,
  data: Buffer,
  mechanisms: readonly number[],
  authenticate: () => void = () => undefined,
): Buffer {
  const { mechanism, input } = plan(method, data, mechanisms);
  module.C_SignInit(handle, mechanism, key);
  authenticate();
  return Buffer.from(module.C_Sign(handle, input, Buffer.alloc(largestSignature)));
}

function plan(
  { scheme, hash, curve = '' }: SigningMethod,
  data: Buffer,
  mechanisms: readonly number[],
): SigningPlan {
  const digest = createHash(hash).update(data).digest();
  // The digest is made here, since few cards hash for ECDSA (SoftHSM has no CKM_ECDSA_SHA256 either), and cut to the
  // curve here too (FIPS 186-5 6.4.1), since not every card does that.
  if (scheme === 'ecdsa')
    return {
      mechanism: { mechanism: pkcs11js.CKM_ECDSA },
      input: digest.subarray(0, orderLengths[curve] ?? digest.length),
    };
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
