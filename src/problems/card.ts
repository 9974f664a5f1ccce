import type { ErrorEntries } from './entry.js';

export const cardErrors = {} as const satisfies ErrorEntries;
