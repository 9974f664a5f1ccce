import type { DryRun, DryRunVerdict } from './dry-run.js';

/** How a dry run stands, in one word: what would become of its file once it was judged. */
export type Standing = 'waiting' | 'failed' | DryRunVerdict;

/** Says it for the pages. */
export function standingOf({ state, outcome }: Pick<DryRun, 'state' | 'outcome'>): Standing {
  if (outcome !== null) return outcome.verdict;
  return state === 'waiting' ? 'waiting' : 'failed';
}
