import type { MailSecret } from './mail-secret.js';

/** What every mail about an application names. */
interface AboutApplication {
  readonly institutionName: string;
  /** The reference number. */
  readonly application: string;
  readonly kind: 'new-account' | 'change';
  readonly path: string;
}

/** The mails of applications. Codes that stand in one value have blanks between them; dates are `yyyy-mm-dd`. */
export interface ApplicationMailEvents {
  /** To the filler: confirmed; the form is to be sealed and sent. */
  'application-confirmed': AboutApplication & {
    readonly way: 'letter' | 'scan';
    readonly lapseDate: string;
  };
  /** To the filler: the letter or the scan has come in. `dueDate` is empty while the calendar does not know it. */
  'application-received': AboutApplication & {
    readonly way: 'letter' | 'scan';
    readonly dueDate: string;
  };
  /** To the agency: a scan was sent in. */
  'application-to-review': AboutApplication & {
    readonly accounts: number;
    readonly dueDate: string;
  };
  /** To the filler and to those it is about. The one-time password is not here: it goes to the account alone. */
  'application-approved': AboutApplication & {
    readonly reader: 'filler' | 'applicant';
    readonly userNames: string;
    readonly decidedAt: string;
  };
  /** To the filler, and to those a scan application is about: with everything that must be mended. */
  'application-returned': AboutApplication & {
    readonly reader: 'filler' | 'applicant';
    readonly userNames: string;
    /** Codes of reasons. */
    readonly reasons: string;
    readonly words: string;
    readonly decidedAt: string;
  };
  /** To the filler. */
  'application-withdrawn': AboutApplication & { readonly withdrawnAt: string };
  /** To the filler: nothing more came in time. */
  'application-lapsed': AboutApplication & { readonly lapseDate: string };
  /** To the filler's address and nobody else: the code that opens the progress page. */
  'application-code': {
    readonly application: string;
    readonly code: MailSecret;
    readonly validUntil: string;
    /** Where it was asked from. */
    readonly address: string;
  };
  /**
   * To the holder, also at the address that was replaced, and to the managers: an approved change took effect.
   */
  'account-changed': {
    readonly reader: 'holder' | 'formerly' | 'manager';
    readonly userName: string;
    readonly application: string;
    /** Names of changes. */
    readonly changes: string;
    readonly changedAt: string;
  };
}
