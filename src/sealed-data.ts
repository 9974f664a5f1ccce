import { applicationPurposes, applicationSealedColumns } from './applications/index.js';
import { documentPurposes } from './documents/index.js';
import type { KeyPurpose, SealedColumn } from './keys/index.js';
import { mailPurposes } from './mail/index.js';
import { reportPurposes, reportSealedColumns } from './reports/index.js';

/** What every feature needs data keys for. */
export const keyPurposes: readonly KeyPurpose[] = [
  ...applicationPurposes,
  ...documentPurposes,
  ...mailPurposes,
  ...reportPurposes,
];

/** Every column of sealed values that are moved to a new key; what lives for days only is not among them. */
export const sealedColumns: readonly SealedColumn[] = [...applicationSealedColumns, ...reportSealedColumns];
