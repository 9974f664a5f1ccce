import type { CommandOptions } from '../options.js';

/** What a file takes the place of, or takes back: a submission by its number, and why. */
export interface NamedCorrection {
  readonly verb: 'corrects' | 'withdraws';
  readonly number: string;
  readonly reason: string;
}

/**
 * What `--corrects` or `--withdraws` names; undefined when the file reports.
 *
 * @throws TypeError saying which option to write how
 */
export function readCorrection({
  corrects,
  withdraws,
  reason,
}: Pick<CommandOptions, 'corrects' | 'withdraws' | 'reason'>): NamedCorrection | undefined {
  const number = corrects ?? withdraws;
  if (corrects !== undefined && withdraws !== undefined)
    throw new TypeError('Write --corrects or --withdraws, not both.');
  if (number === undefined) {
    if (reason === undefined) return undefined;
    throw new TypeError('--reason goes with --corrects or --withdraws and the number of the submission.');
  }
  if (reason === undefined || reason.trim() === '')
    throw new TypeError('Write --reason and why, in quotes; it stays in the history of the records.');
  return { verb: corrects === undefined ? 'withdraws' : 'corrects', number, reason };
}
