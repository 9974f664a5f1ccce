import { createHash } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import type { RandomBytes } from '../../clock.js';
import type { MasterKey } from '../master-key.js';
import { findKey } from './find-key.js';
import { openToken, type TokenSession } from './open-token.js';
import { parseTokenAddress } from './parse-uri.js';

/**
 * A master key that lies on a PKCS#11 token and never leaves it: AES-256, CKM_AES_GCM (PKCS#11 v2.40 section 2.12.6).
 *
 * @param address `pkcs11:` address of the key
 * @throws TokenKeyError, KeyFileError
 */
export async function openTokenMasterKey(address: string, random: RandomBytes): Promise<MasterKey> {
  const parsed = parseTokenAddress(address);
  const token = await openToken(parsed);
  const id = await token.use(async (session) => checkValue(session, findKey(session, parsed, 'aes')));

  return {
    id,
    wrap: (dataKey, context) =>
      token.use(async (session) => {
        const nonce = random(nonceBytes);
        const { functions, handle } = session;
        functions.C_EncryptInit(handle, gcm(nonce, context), findKey(session, parsed, 'aes'));
        const out = Buffer.alloc(dataKey.length + tagBytes);
        return Buffer.concat([nonce, await functions.C_EncryptAsync(handle, dataKey, out)]);
      }),
    unwrap: (wrapped, context) =>
      token.use(async (session) => {
        const { functions, handle } = session;
        const nonce = wrapped.subarray(0, nonceBytes);
        functions.C_DecryptInit(handle, gcm(nonce, context), findKey(session, parsed, 'aes'));
        const sealed = wrapped.subarray(nonceBytes);
        return Buffer.from(await functions.C_DecryptAsync(handle, sealed, Buffer.alloc(sealed.length)));
      }),
  };
}

const nonceBytes = 12;
const tagBytes = 16;

function gcm(iv: Buffer, context: string): pkcs11js.Mechanism {
  const parameter: pkcs11js.AesGCM = {
    type: pkcs11js.CK_PARAMS_AES_GCM,
    iv,
    ivBits: nonceBytes * 8,
    aad: Buffer.from(context),
    tagBits: tagBytes * 8,
  };
  return { mechanism: pkcs11js.CKM_AES_GCM, parameter };
}

/**
 * Tells keys apart by what they make of a constant (a key check value as in GlobalPlatform, hashed): a key that was restored
 * onto another token keeps its id. The block is not all zeros, whose encryption is the hash key of GCM.
 */
async function checkValue({ functions, handle }: TokenSession, key: pkcs11js.Handle): Promise<string> {
  functions.C_EncryptInit(handle, { mechanism: pkcs11js.CKM_AES_ECB }, key);
  const block = await functions.C_EncryptAsync(handle, Buffer.alloc(16, 1), Buffer.alloc(32));
  return createHash('sha256')
    .update('jianbao/master-key/pkcs11/v1\n')
    .update(block)
    .digest('hex')
    .slice(0, 16);
}
