import { type ErrorCode, errorTable } from './table.js';

/** Values that a public sentence names. Never a secret, a PIN, an ID number or a health value. */
export type ProblemParams = Readonly<Record<string, string | number>>;

/** One field of a form that must be mended: the field's name and the code of its sentence. */
export interface FieldProblem {
  readonly field: string;
  readonly code: ErrorCode;
  readonly params?: ProblemParams;
}

export interface ProblemOptions {
  /** Named in the public sentence. */
  readonly params?: ProblemParams;
  /** For the log and the audit trail only; never shown. */
  readonly detail?: string;
  /** What caused it, for the log only. */
  readonly cause?: unknown;
  /** The fields to mend, in the order of the form. */
  readonly fields?: readonly FieldProblem[];
}

/**
 * Something a person or a program did that cannot be done so, or an outage they must be told of. Carries a stable code;
 * the sentence is in `table.ts`. A wrong call by our own code is a TypeError instead.
 */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly params: ProblemParams;
  readonly detail: string | undefined;
  readonly fields: readonly FieldProblem[];

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    super(options.detail === undefined ? code : `${code}: ${options.detail}`, { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.params = options.params ?? {};
    this.detail = options.detail;
    this.fields = options.fields ?? [];
  }

  /** The HTTP status of the code. */
  get status(): number {
    return errorTable[this.code].status;
  }
}
