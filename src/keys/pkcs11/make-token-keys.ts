import { createPublicKey, type KeyObject } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import type { RandomBytes } from '../../clock.js';
import { findKeys } from './find-key.js';
import { openToken, type TokenSession } from './open-token.js';
import { parseTokenAddress } from './parse-uri.js';
import { TokenKeyError } from './token-key-error.js';
import { signDigestInfo } from './token-signer.js';

/** The keys of a gateway on a token. */
export interface TokenKeys {
  /** `pkcs11:` addresses for the settings. */
  readonly addresses: { readonly master: string; readonly receipt: string };
  readonly receiptPublicKey: KeyObject;
  signDigestInfo(digestInfo: Buffer): Promise<Buffer>;
}

/**
 * Makes a master key (AES-256) and a key for receipts (RSA-3072) on a token; neither can be read out of it.
 *
 * @param address `pkcs11:` address of the token, without a key's name
 * @throws TokenKeyError when the token has one of them already; then none is made
 */
export async function makeTokenKeys(address: string, random: RandomBytes): Promise<TokenKeys> {
  const parsed = parseTokenAddress(address);
  if (parsed.key.label !== undefined || parsed.key.id !== undefined) {
    throw new TokenKeyError(
      'Name only the token here; the keys are named jianbao-master and jianbao-receipt.',
    );
  }
  const token = await openToken(parsed);
  const id = random(8);
  const { publicKey, privateKey } = await token.use(async (session) => {
    for (const [label, kind] of [
      [masterLabel, 'aes'],
      [receiptLabel, 'rsa-private'],
    ] as const) {
      if (findKeys(session, { label }, kind).length > 0) {
        throw new TokenKeyError(`The token has a key "${label}" already; it is not replaced.`);
      }
    }
    await makeMasterKey(session, id);
    return makeReceiptKey(session, id);
  });
  const [path = '', query = ''] = address.split('?');
  const addressOf = (label: string) => `${path};object=${label}?${query}`;
  return {
    addresses: { master: addressOf(masterLabel), receipt: addressOf(receiptLabel) },
    receiptPublicKey: await token.use(async (session) => readPublicKey(session, publicKey)),
    signDigestInfo: (digestInfo) => token.use((session) => signDigestInfo(session, privateKey, digestInfo)),
  };
}

const masterLabel = 'jianbao-master';
const receiptLabel = 'jianbao-receipt';

function makeMasterKey({ functions, handle }: TokenSession, id: Buffer): Promise<pkcs11js.Handle> {
  return functions.C_GenerateKeyAsync(handle, { mechanism: pkcs11js.CKM_AES_KEY_GEN }, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_AES },
    { type: pkcs11js.CKA_VALUE_LEN, value: 32 },
    { type: pkcs11js.CKA_LABEL, value: masterLabel },
    { type: pkcs11js.CKA_ID, value: id },
    { type: pkcs11js.CKA_ENCRYPT, value: true },
    { type: pkcs11js.CKA_DECRYPT, value: true },
    ...secretAttributes,
  ]);
}

function makeReceiptKey({ functions, handle }: TokenSession, id: Buffer): Promise<pkcs11js.KeyPair> {
  return functions.C_GenerateKeyPairAsync(
    handle,
    { mechanism: pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN },
    [
      { type: pkcs11js.CKA_TOKEN, value: true },
      { type: pkcs11js.CKA_LABEL, value: receiptLabel },
      { type: pkcs11js.CKA_ID, value: id },
      { type: pkcs11js.CKA_VERIFY, value: true },
      { type: pkcs11js.CKA_MODULUS_BITS, value: 3_072 },
      { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.from('010001', 'hex') },
    ],
    [
      { type: pkcs11js.CKA_LABEL, value: receiptLabel },
      { type: pkcs11js.CKA_ID, value: id },
      { type: pkcs11js.CKA_SIGN, value: true },
      ...secretAttributes,
    ],
  );
}

const secretAttributes: pkcs11js.Template = [
  { type: pkcs11js.CKA_TOKEN, value: true },
  { type: pkcs11js.CKA_PRIVATE, value: true },
  { type: pkcs11js.CKA_SENSITIVE, value: true },
  { type: pkcs11js.CKA_EXTRACTABLE, value: false },
];

function readPublicKey({ functions, handle }: TokenSession, key: pkcs11js.Handle): KeyObject {
  const [n, e] = functions
    .C_GetAttributeValue(handle, key, [
      { type: pkcs11js.CKA_MODULUS },
      { type: pkcs11js.CKA_PUBLIC_EXPONENT },
    ])
    .map(({ value }) => Buffer.from(value).toString('base64url'));
  return createPublicKey({ key: { kty: 'RSA', n: n ?? '', e: e ?? '' }, format: 'jwk' });
}
