import type { ApplicationMailEvents } from './application-mail-events.js';
import type { MailSecret } from './mail-secret.js';
import type { RecordMailEvents } from './record-mail-events.js';

/**
 * What can be told by mail, and what each mail needs to say it. Times are as `toStoredTime` writes them; `path` is the
 * page of the gateway that the mail leads to, beginning with a slash.
 */
export interface MailEvents extends ApplicationMailEvents, RecordMailEvents {
  /** To the reporter: the file was taken in. */
  'submission-accepted': {
    readonly institutionName: string;
    readonly submission: string;
    readonly receipt: string;
    readonly fileName: string;
    readonly rows: number;
    /** Rows with errors, which are not stored; absent when there are none. */
    readonly refused?: number;
    /** What it replaces or withdraws; absent when it reports. */
    readonly corrects?: {
      readonly purpose: 'correction' | 'withdrawal';
      readonly submission: string;
      readonly receipt: string;
      readonly records: number;
    };
    readonly acceptedAt: string;
    readonly path: string;
  };
  /** To the reporter: cells must be mended; nothing of the file is stored. */
  'submission-refused': {
    readonly institutionName: string;
    readonly submission: string;
    readonly fileName: string;
    readonly rows: number;
    readonly errorRows: number;
    readonly errors: number;
    readonly warnings: number;
    readonly refusedAt: string;
    readonly path: string;
  };
  /** To the reporter: nothing is wrong, but something is unusual and must be confirmed. */
  'submission-awaiting': {
    readonly institutionName: string;
    readonly submission: string;
    readonly fileName: string;
    readonly rows: number;
    /** Rows with errors, which are not stored; absent when there are none. */
    readonly refused?: number;
    readonly warnings: number;
    readonly confirmUntil: string;
    readonly path: string;
  };
  /** To the reporter: nothing is wrong, but the file must be signed with a card. */
  'submission-awaiting-signature': {
    readonly institutionName: string;
    readonly submission: string;
    readonly fileName: string;
    readonly rows: number;
    /** Rows with errors, which are not stored; absent when there are none. */
    readonly refused?: number;
    readonly signUntil: string;
    readonly path: string;
  };
  /** To the reporter: the file could not be read at all. */
  'submission-stopped': {
    readonly institutionName: string;
    readonly submission: string;
    readonly fileName: string;
    readonly refusedAt: string;
    readonly path: string;
  };
  /** To the account's own address and nobody else: the first password. */
  'one-time-password': {
    readonly institutionName: string;
    readonly userName: string;
    readonly password: MailSecret;
    readonly validUntil: string;
    readonly path: string;
  };
  /** To the holder of an account of the staff, also at an e-mail that was replaced, and to the other supervisors. */
  'staff-changed': {
    readonly reader: 'holder' | 'formerly' | 'supervisor';
    readonly userName: string;
    /** Names of changes with blanks between them: `role`, `ranges`, `email`, `disable`. */
    readonly changes: string;
    /** User name of the supervisor who did it; empty for an operator. */
    readonly by: string;
    readonly changedAt: string;
  };
  /** To the account holder: a card was bound to the account. */
  'card-bound': {
    readonly userName: string;
    readonly profile: 'citizen' | 'medical';
    readonly boundAt: string;
  };
  /** To the account's own address and nobody else: the code that confirms another card. */
  'card-code': {
    readonly userName: string;
    readonly code: MailSecret;
    readonly validUntil: string;
    /** Where the login came from. */
    readonly address: string;
  };
  /** To the holder, and to those who watch over the account: another card took the place of the bound one. */
  'card-replaced': {
    readonly reader: 'holder' | 'overseer';
    readonly userName: string;
    readonly profile: 'citizen' | 'medical';
    readonly boundAt: string;
  };
  /** To the same: the card was unbound. `reason` is empty when the holder did it. */
  'card-unbound': {
    readonly reader: 'holder' | 'overseer';
    readonly userName: string;
    readonly profile: 'citizen' | 'medical';
    readonly unboundAt: string;
    readonly by: 'holder' | 'manager' | 'agency';
    readonly reason: string;
  };
  /** To the account's own address and nobody else: the link that replaces a forgotten password. */
  'password-reset': {
    readonly userName: string;
    /** With the link's secret behind the #. */
    readonly path: MailSecret;
    readonly validUntil: string;
    /** Where it was asked from. */
    readonly address: string;
  };
  /** To the account holder: the password was replaced. */
  'password-changed': {
    readonly userName: string;
    readonly by: 'profile' | 'reset';
    readonly changedAt: string;
    readonly address: string;
  };
  /** To the account holder: too many failed logins. */
  'login-paused': {
    readonly userName: string;
    readonly lockedUntil: string;
    /** Where the last failure came from. */
    readonly address: string;
  };
  /** To an institution's managers: a recognition ends soon. */
  'recognition-ending': {
    readonly institutionName: string;
    readonly institutionCode: string;
    readonly kind: 'general' | 'special' | 'mobile' | 'other';
    /** The last day, `yyyy-mm-dd`. */
    readonly until: string;
  };
  /** To the holder and to the managers: nobody uses the account. `suspendOn` is empty for the only manager's. */
  'account-idle': IdleFacts & {
    readonly reader: 'holder' | 'manager';
    /** From which day on it is suspended, `yyyy-mm-dd`. */
    readonly suspendOn: string;
  };
  /** To the same: it was suspended for that. */
  'account-suspended': IdleFacts & { readonly reader: 'holder' | 'manager' };
  /** To the agency: nobody uses the only active manager's account of an institution; it stays active. */
  'last-manager-idle': IdleFacts & {
    readonly institutionName: string;
    readonly institutionCode: string;
  };
  /** To the other supervisors: a change of the trust list waits for one of them. `revocation` is empty where it is not about it. */
  'trust-proposed': TrustFacts & {
    readonly proposer: string;
    readonly reason: string;
    readonly decideUntil: string;
    readonly path: string;
  };
  /** To the other supervisors: how such a proposal ended. `decider` is empty when its time was over. */
  'trust-decided': TrustFacts & {
    readonly outcome: 'approved' | 'refused' | 'withdrawn' | 'lapsed';
    readonly decider: string;
    readonly proposer: string;
    readonly reason: string;
    readonly decidedAt: string;
    readonly path: string;
  };
  /** To all supervisors: an operator changed the trust list without asking. */
  'trust-changed': TrustFacts & {
    readonly operator: string;
    readonly reason: string;
    readonly changedAt: string;
    readonly path: string;
  };
}

interface IdleFacts {
  readonly userName: string;
  /** The day of the last use, or on which a never used account became active, `yyyy-mm-dd`. */
  readonly usedOn: string;
  /** Since then. */
  readonly days: number;
  readonly path: string;
}

interface TrustFacts {
  readonly change: 'add' | 'remove' | 'revocation';
  /** The certificate's subject. */
  readonly authority: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  readonly revocation: 'crl' | 'ocsp' | 'ocsp-then-crl' | '';
}

export type MailEventName = keyof MailEvents;

/** The same with the secrets opened, as a template gets it. */
export type MailParams<Event extends MailEventName> = {
  readonly [Name in keyof MailEvents[Event]]: MailEvents[Event][Name] extends MailSecret
    ? string
    : MailEvents[Event][Name];
};
