/** One line of the table of errors. */
export interface ErrorEntry {
  /** HTTP status of the answer. */
  readonly status:
    | 400
    | 401
    | 403
    | 404
    | 405
    | 409
    | 410
    | 412
    | 413
    | 415
    | 422
    | 428
    | 429
    | 460
    | 500
    | 503;
  /** How the gateway's own log keeps it; `none` for what is ordinary use. */
  readonly log: 'none' | 'info' | 'warn' | 'error';
  /** What happened and what to do, in Chinese (ICU MessageFormat, `{name}` placeholders). */
  readonly zh: string;
  /** The same in English. */
  readonly en: string;
}

/** A part of the table, owned by one feature. */
export type ErrorEntries = Readonly<Record<`ERR_${string}`, ErrorEntry>>;
