import type { PasswordHasher } from '../accounts/index.js';
import type { RandomBytes } from '../clock.js';
import type { Database } from '../database/index.js';
import type { KeyPurpose, Keyring } from '../keys/index.js';
import type { OfficeCalendar } from '../working-days/index.js';

/** What the verbs of applications work with. */
export interface ApplicationServices {
  /** The pool, or an open transaction, which a verb then joins. */
  readonly db: Database;
  /** Opened with `applicationPurposes` and `mailPurposes` among its purposes. */
  readonly keys: Keyring;
  readonly randomBytes: RandomBytes;
  readonly passwords: PasswordHasher;
  readonly calendar: OfficeCalendar;
  readonly settings: ApplicationSettings;
}

/** What an installation decides. */
export interface ApplicationSettings {
  /** Where the agency is told of applications that were sent in. */
  readonly agencyAddress: string;
  /** Days after which a draft, or a confirmed application whose letter or scan never came, lapses. */
  readonly lapseDays: number;
  /** Days after which the personal data of a closed, unapproved application are deleted. */
  readonly eraseDays: number;
  /** Working days within which a letter or scan is decided. */
  readonly decisionDays: number;
}

/** The keys that applications need: one for what people wrote, one for the filler's address. */
export const applicationPurposes: readonly KeyPurpose[] = [
  { name: 'applications', use: 'seal' },
  { name: 'filler-email', use: 'index' },
];
