import type { ExamKind } from '../schema/kinds.js';
import type { Purpose } from '../submissions/purpose.js';

/** A file that comes in pieces. It belongs to the account that began it. */
export interface Upload {
  /** 32 hexadecimal digits, random. */
  readonly id: string;
  readonly institutionId: number;
  readonly accountId: number;
  readonly kind: ExamKind;
  readonly purpose: Purpose;
  /** The number of the submission that it corrects or withdraws. */
  readonly correctsNumber: string | null;
  readonly reason: string | null;
  readonly fileName: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** What the sender says the whole file has. */
  readonly sha256: Buffer | null;
  /** Bytes that are stored for good, from the beginning on. */
  readonly received: number;
  /** The number of the submission that came of it. */
  readonly submission: string | null;
  /** When it is removed, unless more comes. */
  readonly expiresAt: Date;
}
