import type { RandomBytes } from '../clock.js';
import { type MasterKey, readMasterKey } from './master-key.js';
import { isTokenAddress } from './pkcs11/parse-uri.js';
import { type CmsSigner, readCmsSigner } from './signing/cms.js';

/**
 * The master key in a file, or on the token that a `pkcs11:` address names.
 *
 * @throws KeyFileError, TokenKeyError
 */
export async function openMasterKey(source: string, random: RandomBytes): Promise<MasterKey> {
  if (!isTokenAddress(source)) return readMasterKey(source, random);
  // Without tokens the native module is not loaded at all.
  const { openTokenMasterKey } = await import('./pkcs11/token-master-key.js');
  return openTokenMasterKey(source, random);
}

/**
 * What signs receipts: a key in a file, or on the token that a `pkcs11:` address names.
 *
 * @throws KeyFileError, TokenKeyError
 */
export async function openCmsSigner(source: string, certificateFile: string): Promise<CmsSigner> {
  if (!isTokenAddress(source)) return readCmsSigner(source, certificateFile);
  const { openTokenSigner } = await import('./pkcs11/token-signer.js');
  return openTokenSigner(source, certificateFile);
}
