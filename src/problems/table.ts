import { accountErrors } from './accounts.js';
import { agencyErrors } from './agency.js';
import { apiErrors } from './api.js';
import { applicationErrors } from './applications.js';
import { cardErrors } from './card.js';
import { documentErrors } from './documents.js';
import { dryRunErrors } from './dry-runs.js';
import type { ErrorEntry } from './entry.js';
import { passwordResetErrors } from './password-reset.js';
import { publicApplicationErrors } from './public-applications.js';
import { reportErrors } from './reports.js';
import { retentionErrors } from './retention.js';
import { trustErrors } from './trust.js';
import { uploadErrors } from './uploads.js';
import { webErrors } from './web.js';

/** Every error a person or a program can be answered with. `docs/errors.md` is generated from it. */
export const errorTable = {
  ...webErrors,
  ...cardErrors,
  ...accountErrors,
  ...applicationErrors,
  ...apiErrors,
  ...documentErrors,
  ...dryRunErrors,
  ...passwordResetErrors,
  ...publicApplicationErrors,
  ...agencyErrors,
  ...reportErrors,
  ...retentionErrors,
  ...uploadErrors,
  ...trustErrors,
} as const satisfies Readonly<Record<`ERR_${string}`, ErrorEntry>>;

/** The closed union of codes. */
export type ErrorCode = keyof typeof errorTable;

/** All codes, in the order of the table. */
export const errorCodes = Object.keys(errorTable) as readonly ErrorCode[];
