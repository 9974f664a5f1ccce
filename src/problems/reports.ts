import type { ErrorEntries } from './entry.js';

export const reportErrors = {} as const satisfies ErrorEntries;
