import type { KeyPurpose } from '../../keys/index.js';
import { certificatePurpose } from '../receipts/receipt-certificates.js';
import { signaturePurpose } from '../signatures/store.js';

/**
 * The keys that submissions need: for the records, for what was found in them, for people's signatures, for the
 * certificates of receipts, and to find workers by ID number.
 */
export const reportPurposes = [
  { name: 'exam-records', use: 'seal' },
  { name: 'findings', use: 'seal' },
  { name: signaturePurpose, use: 'seal' },
  { name: certificatePurpose, use: 'seal' },
  { name: 'workers', use: 'index' },
] as const satisfies readonly KeyPurpose[];
