import type { Recognition } from '../institution.js';
import { endingSoon, standingOf } from '../recognition/standing.js';

/** How an institution stands for all its kinds together: what needs looking at first. */
export type OverallStanding = 'ending' | 'recognised' | 'future' | 'ended' | 'never';

/** @param day `yyyy-mm-dd` */
export function overallStanding(recognitions: readonly Recognition[], day: string): OverallStanding {
  if (endingSoon(recognitions, day).length > 0) return 'ending';
  const states = recognitions.map(({ kind }) => standingOf(recognitions, kind, day).state);
  return (['recognised', 'future', 'ended'] as const).find((state) => states.includes(state)) ?? 'never';
}
