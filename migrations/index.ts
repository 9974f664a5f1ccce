import type { Migration } from '../src/database/migrate.js';
import { institutionsMigration } from './0010-institutions.js';
import { accountsMigration } from './0030-accounts.js';

/** Every step of the schema, in order. */
export const migrations: readonly Migration[] = [institutionsMigration, accountsMigration];
