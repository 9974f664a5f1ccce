import type { ErrorEntries } from './entry.js';

export const accountErrors = {} as const satisfies ErrorEntries;
