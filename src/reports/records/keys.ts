import type { KeyPurpose } from '../../keys/index.js';

/** The keys that submissions need: for the records, for what was found in them, and to find workers by ID number. */
export const reportPurposes = [
  { name: 'exam-records', use: 'seal' },
  { name: 'findings', use: 'seal' },
  { name: 'workers', use: 'index' },
] as const satisfies readonly KeyPurpose[];
