import type { Migration } from '../src/database/migrate.js';

/** Every step of the schema, in order. */
export const migrations: readonly Migration[] = [];
