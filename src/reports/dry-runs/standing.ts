import type { DryRun, DryRunVerdict } from './dry-run.js';

/** How a dry run stands, in one word: what would become of its file once it was judged; `partly` of its good rows only. */
export type Standing = 'waiting' | 'failed' | 'partly' | DryRunVerdict;

/** Says it for the pages. */
export function standingOf({ state, outcome }: Pick<DryRun, 'state' | 'outcome'>): Standing {
  if (outcome === null) return state === 'waiting' ? 'waiting' : 'failed';
  const { verdict, counts } = outcome;
  return verdict !== 'refused' && counts.rowsWithErrors > 0 ? 'partly' : verdict;
}
