import type { AccountWithRanges, AddressSharer } from '../../accounts/index.js';
import type { Institution } from '../../institutions/index.js';
import type { ScanMatch } from '../form-pdf/match-scan.js';
import type { ApplicationForm } from '../forms/form.js';

/** Everything the checks of the desk look at, loaded before. */
export interface CheckFacts {
  readonly form: ApplicationForm;
  /** `yyyy-mm-dd` in Taiwan. */
  readonly today: string;
  readonly institution: Institution | undefined;
  /** The account a change is about; undefined when the institution has none of the name. */
  readonly account: AccountWithRanges | undefined;
  /** Whether the gateway is a demonstration, where people log in from this very computer. */
  readonly demoMode: boolean;
  /** Names on a new-account form that an account has or had. */
  readonly takenNames: readonly string[];
  /** Other institutions that may be used from some of the asked addresses. */
  readonly sharers: readonly AddressSharer[];
  /** Domains of the e-mail addresses that the institution's accounts have. */
  readonly knownDomains: readonly string[];
  /** Active managers of the institution besides the account a change is about. */
  readonly otherManagers: number;
  /** Reference numbers of other open applications of the institution for the same people or account. */
  readonly openAlike: readonly string[];
  /** User names of the institution's accounts that have the same e-mail as one asked for. */
  readonly sameAddress: readonly string[];
  /** Whether the QR code of the form is on the scan; null when there is no scan or nobody looked. */
  readonly formCode: ScanMatch | null;
}
