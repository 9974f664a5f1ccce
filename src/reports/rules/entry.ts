/** `stop` refuses the whole file, `error` the row; a `warning` is confirmed by the reporter. */
export type Severity = 'stop' | 'error' | 'warning';

/** One line of the table of rules. */
export interface RuleEntry {
  readonly severity: Severity;
  /** What is wrong and what to write instead, in Chinese (ICU MessageFormat). */
  readonly zh: string;
  /** The same in English. */
  readonly en: string;
  /** What calls it forth. */
  readonly example: string;
  /** The same in Chinese, where it has words of English. */
  readonly exampleZh?: string;
}
