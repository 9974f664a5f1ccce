import type { Language } from '../locales/index.js';
import type { Role } from '../roles.js';
import type { ScanMatch } from './form-pdf/match-scan.js';
import type { ApplicationForm } from './forms/form.js';
import type { ReturnReason } from './return-reasons.js';
import type { ApplicationEventName, ApplicationState } from './transitions.js';
import type { ApplicationKind, Way } from './ways.js';

/** An application 申請 as stored, without what people wrote into it. */
export interface Application {
  readonly id: number;
  /** What people call it: `A1151122-7K3M9Q` for a new account, `C…` for a change. */
  readonly reference: string;
  readonly kind: ApplicationKind;
  readonly way: Way;
  readonly state: ApplicationState;
  /** Raised by every change; what is done names the version it was decided on. */
  readonly version: number;
  readonly institution: { readonly id: number; readonly code: string; readonly name: string };
  /** Null for one filed from the home page by somebody who did not log in. */
  readonly filedBy: { readonly accountId: number; readonly userName: string } | null;
  /** The language in which filler and applicants are written to. */
  readonly language: Language;
  /** The returned application that this one begins from. */
  readonly previousReference: string | null;
  readonly reviewer: { readonly accountId: number; readonly userName: string; readonly name: string } | null;
  /** Which declaration was accepted, and when. */
  readonly declaration: { readonly version: string; readonly acceptedAt: Date };
  readonly createdAt: Date;
  readonly confirmedAt: Date | null;
  /** When the sealed form's scan was sent in, or the formal letter received: the clock starts here. */
  readonly submittedAt: Date | null;
  /** Approved or returned. */
  readonly decidedAt: Date | null;
  /** Decided, withdrawn or lapsed: nothing happens any more. */
  readonly closedAt: Date | null;
  /** `yyyy-mm-dd` in Taiwan: to be decided until the end of this day. Null before, and while the calendar has no such day. */
  readonly dueDate: string | null;
  /** `yyyy-mm-dd` in Taiwan: lapses after the end of this day unless the applicant goes on. Null once nothing is awaited. */
  readonly lapseDate: string | null;
  /** When its personal data were deleted. */
  readonly erasedAt: Date | null;
  readonly items: readonly ApplicationItem[];
}

/** One account that an application is about; a change has exactly one. */
export interface ApplicationItem {
  readonly id: number;
  /** From 0, the place in the form. */
  readonly position: number;
  /** Null after erasure. */
  readonly userName: string | null;
  /** The account that was opened or is to change; null before, and when nobody has such an account. */
  readonly accountId: number | null;
  readonly outcome: 'pending' | 'approved' | 'returned';
  readonly reasons: readonly ReturnReason[];
}

/** An application with what people wrote into it; `form` is null after erasure. */
export interface ApplicationWithForm extends Application {
  readonly form: ApplicationForm | null;
}

/** One line of an application's history. */
export interface ApplicationEvent {
  readonly at: Date;
  readonly event: ApplicationEventName;
  readonly from: ApplicationState;
  readonly to: ApplicationState;
  /** Null for the system, and for a filler who did not log in. */
  readonly actor: { readonly accountId: number; readonly userName: string; readonly role: Role } | null;
  readonly reasons: readonly ReturnReason[];
  /** In the reviewer's own words; empty for none. */
  readonly words: string;
}

/** A reviewer's note for colleagues; applicants never see it. */
export interface ApplicationNote {
  readonly at: Date;
  readonly author: { readonly accountId: number; readonly userName: string };
  readonly text: string;
}

/** A file of an application: the scan of the sealed form, or of the formal letter. */
export interface ApplicationDocument {
  /** In the document store. */
  readonly documentId: string;
  readonly kind: 'scan' | 'letter';
  readonly fileName: string;
  /** As found in the content, e.g. `application/pdf`. */
  readonly mediaType: string;
  /** Whether the QR code of the form was read from it; null where nobody looked, as in letters. */
  readonly formCode: ScanMatch | null;
  readonly attachedAt: Date;
  /** Null for the one that counts; earlier scans were replaced. */
  readonly replacedAt: Date | null;
}

/** The formal letter 函文 that an application came with. Dates are `yyyy-mm-dd`. */
export interface FormalLetter {
  /** 來文字號 */
  readonly senderNumber: string;
  readonly senderDate: string;
  /** 收文字號 */
  readonly ownNumber: string;
  readonly ownDate: string;
  readonly receivedAt: Date;
}
