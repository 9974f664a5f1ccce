import type forge from 'node-forge';

/** An RSA private key, wherever it lies. */
export interface DigestSigner {
  /** The signature over a DER DigestInfo, as long as the key's modulus. A token takes its time. */
  signDigestInfo(digestInfo: Buffer): Promise<Buffer>;
}

/**
 * forge asks its key for a signature at once, but a token gives it later. So what is signed is made twice, first to learn
 * what there is to sign, then with the signature: both are the same but for it.
 *
 * @param encode makes the signed thing with the key; the same bytes each time
 */
export async function signInTwoPasses<T>(
  signer: DigestSigner,
  encode: (key: forge.pki.rsa.PrivateKey) => T,
): Promise<T> {
  let digestInfo = Buffer.alloc(0);
  encode(
    forgeKey((asked) => {
      digestInfo = asked;
      return Buffer.alloc(0);
    }),
  );
  const signature = await signer.signDigestInfo(digestInfo);
  return encode(
    forgeKey((asked) => {
      if (!asked.equals(digestInfo)) throw new TypeError('What is signed changed between the two passes.');
      return signature;
    }),
  );
}

/** forge asks its key only to `sign` a digest. */
function forgeKey(sign: (digestInfo: Buffer<ArrayBuffer>) => Buffer): forge.pki.rsa.PrivateKey {
  const key = {
    sign(digest: forge.md.MessageDigest): string {
      const value = Buffer.from(digest.digest().getBytes(), 'binary');
      return sign(Buffer.concat([sha256DigestInfo, value])).toString('binary');
    },
  };
  return key as unknown as forge.pki.rsa.PrivateKey;
}

/** DER of a DigestInfo up to the SHA-256 value (RFC 8017 section 9.2, note 1). */
const sha256DigestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');
