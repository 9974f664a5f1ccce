import type { IpRange } from '../ip-ranges/index.js';
import type { Language } from '../locales/index.js';
import type { Role } from '../roles.js';

/** `suspended`: not used for long, a manager's application brings it back. `disabled`: for good. */
export type AccountState = 'active' | 'suspended' | 'disabled';

/** An account 帳號 as stored, without its ranges. */
export interface Account {
  readonly id: number;
  readonly userName: string;
  readonly role: Role;
  readonly state: AccountState;
  /** Null for the agency's staff. */
  readonly institution: { readonly id: number; readonly code: string; readonly name: string } | null;
  /** The holder's name, as on the card. */
  readonly name: string;
  readonly idLast4: string | null;
  readonly email: string;
  /** In which the holder reads mail: as the application was filled in, later as the page last logged in on. */
  readonly language: Language;
  readonly telephone: string | null;
  readonly telephoneExtension: string | null;
  readonly mobile: string | null;
  readonly passwordHash: string;
  readonly passwordKind: 'one-time' | 'own';
  /** When a one-time password stops counting; null for one's own. */
  readonly passwordExpiresAt: Date | null;
  readonly profileCompletedAt: Date | null;
  /** Raised by every change that ends the account's sessions. */
  readonly generation: number;
  readonly lastLoginAt: Date | null;
}

/** An account with the addresses it may be used from. */
export interface AccountWithRanges extends Account {
  readonly ranges: readonly IpRange[];
}
