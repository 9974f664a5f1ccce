import { applicationPurposes, applicationSealedColumns } from './applications/index.js';
import type { RandomBytes } from './clock.js';
import { documentPurposes, sealedDocuments } from './documents/index.js';
import type { KeyPurpose, SealedColumn, SealedStore } from './keys/index.js';
import { mailPurposes, sealedMailSecrets } from './mail/index.js';
import { reportPurposes, reportSealedColumns } from './reports/index.js';

/** What every feature needs data keys for. */
export const keyPurposes: readonly KeyPurpose[] = [
  ...applicationPurposes,
  ...documentPurposes,
  ...mailPurposes,
  ...reportPurposes,
];

/** Every column of sealed values. */
export const sealedColumns: readonly SealedColumn[] = [...applicationSealedColumns, ...reportSealedColumns];

/**
 * Sealed values that stand in no column of their own: files, and the secrets of mails.
 *
 * @param directory of the documents
 */
export function sealedStores(directory: string, random: RandomBytes): readonly SealedStore[] {
  return [sealedDocuments(directory, random), sealedMailSecrets];
}
