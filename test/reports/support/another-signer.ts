import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type CmsSigner, initKeys, keyFiles, readCmsSigner } from '../../../src/keys/index.js';
import type { ReportGround } from './report-ground.js';

/** Another key for receipts, as an installation makes one when it changes the key. */
export async function makeAnotherSigner({ directory: parent, now }: ReportGround): Promise<CmsSigner> {
  const directory = mkdtempSync(join(parent, 'keys-'));
  await initKeys({ directory, name: 'next', clock: () => now, random: (size) => randomBytes(size) });
  const { receiptKey, receiptCertificate } = keyFiles(directory);
  return readCmsSigner(receiptKey, receiptCertificate);
}
