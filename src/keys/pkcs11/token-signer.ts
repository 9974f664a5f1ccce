import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pkcs11js from 'pkcs11js';
import type { CmsSigner } from '../signing/cms.js';
import { findKey } from './find-key.js';
import { openToken, type TokenSession } from './open-token.js';
import { parseTokenAddress } from './parse-uri.js';
import { TokenKeyError } from './token-key-error.js';

/**
 * A signing key that lies on a PKCS#11 token: RSA, CKM_RSA_PKCS. The token signs on another thread, one value after another, so
 * the program does not wait for it.
 *
 * @param address `pkcs11:` address of the private key
 * @param certificateFile PEM
 * @throws TokenKeyError, also when the two do not belong together; KeyFileError for the PIN's file
 */
export async function openTokenSigner(address: string, certificateFile: string): Promise<CmsSigner> {
  const parsed = parseTokenAddress(address);
  const certificate = new X509Certificate(await readFile(certificateFile));
  const token = await openToken(parsed);
  await token.use(async (session) => {
    const modulus = readModulus(session, findKey(session, parsed, 'rsa-private'));
    const { n } = certificate.publicKey.export({ format: 'jwk' });
    if (n !== withoutLeadingZeros(modulus).toString('base64url')) {
      throw new TokenKeyError(`The key on the token does not belong to the certificate ${certificateFile}.`);
    }
  });
  return {
    certificate,
    signDigestInfo: (digestInfo) =>
      token.use((session) => signDigestInfo(session, findKey(session, parsed, 'rsa-private'), digestInfo)),
  };
}

/** RSASSA-PKCS1-v1_5 over a DER DigestInfo (RFC 8017 section 9.2). */
export async function signDigestInfo(
  { functions, handle }: TokenSession,
  key: pkcs11js.Handle,
  digestInfo: Buffer,
): Promise<Buffer> {
  functions.C_SignInit(handle, { mechanism: pkcs11js.CKM_RSA_PKCS }, key);
  return Buffer.from(await functions.C_SignAsync(handle, digestInfo, Buffer.alloc(mostSignatureBytes)));
}

/** RSA-8192. */
const mostSignatureBytes = 1_024;

function readModulus({ functions, handle }: TokenSession, key: pkcs11js.Handle): Buffer {
  const [attribute] = functions.C_GetAttributeValue(handle, key, [{ type: pkcs11js.CKA_MODULUS }]);
  return Buffer.from(attribute?.value ?? []);
}

function withoutLeadingZeros(number: Buffer): Buffer {
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? Buffer.alloc(0) : number.subarray(first);
}
