import type { Language } from '../../locales/languages.js';
import type { RowsPolicy } from '../policies/rows-policy.js';
import type { Encoding, FindingParams } from '../process/types.js';
import type { ExamKind } from '../schema/kinds.js';
import type { Purpose } from './purpose.js';
import type { SubmissionState } from './states.js';

/** A submission 申報批次 as stored: one uploaded file of one institution and one kind of exam. */
export interface Submission {
  readonly id: number;
  /** What people call it: `S1151122-7K3M9Q`. */
  readonly number: string;
  readonly institutionId: number;
  readonly accountId: number;
  readonly kind: ExamKind;
  /** To report, or to correct or withdraw what was reported. */
  readonly purpose: Purpose;
  /** The id of the submission that reported first what this one corrects or withdraws. */
  readonly correctsId: number | null;
  /** Why it is corrected or withdrawn. */
  readonly reason: string | null;
  readonly state: SubmissionState;
  readonly language: Language;
  /** The card that the reporter logged in with. */
  readonly card: SubmissionCard;
  readonly file: SubmittedFile;
  readonly progress: { readonly bytes: number; readonly rows: number };
  /** By which the file was judged. */
  readonly rowsPolicy: RowsPolicy;
  /** Null until the file has been judged. */
  readonly counts: SubmissionCounts | null;
  readonly encoding: Encoding | null;
  /** Why the whole file was refused. */
  readonly stop: SubmissionStop | null;
  /** How many acceptances of the institution the judgement knew of. */
  readonly judgedAgainst: number | null;
  readonly receivedAt: Date;
  readonly judgedAt: Date | null;
  /** Until when warnings can be confirmed. */
  readonly lapsesAt: Date | null;
  readonly endedAt: Date | null;
}

export interface SubmissionCard {
  readonly profile: 'citizen' | 'medical';
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
}

export interface SubmittedFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: Buffer;
  /** Null after the file of a submission that was not accepted has been removed. */
  readonly documentId: string | null;
  /** The full list of findings, one JSON line each; null when there are none. */
  readonly findingsDocumentId: string | null;
}

export interface SubmissionCounts {
  /** Data rows of the file. */
  readonly rows: number;
  /** Rows without an error: what is stored when the submission is accepted; the others are refused. */
  readonly good: number;
  readonly errors: number;
  readonly rowsWithErrors: number;
  readonly warnings: number;
  /** Warnings in rows without an error. */
  readonly confirmable: number;
}

/** A code of `rules/table.ts` (`RPT_FILE_…`) or of the table of errors (`ERR_…`), and what its sentence names. */
export interface SubmissionStop {
  readonly code: string;
  readonly params: FindingParams;
}
