import type { ExamTiming, Requirement } from '../schema/column.js';
import { dayOf } from './calendar.js';

/**
 * Whether a value must be there in an exam of this period on this day.
 *
 * @param timing undefined when the row does not say it readably; then only what is always needed is needed
 * @param examDay day number, NaN when not readable
 */
export function isRequired(
  requirement: Requirement,
  timing: ExamTiming | undefined,
  examDay: number,
): boolean {
  if (requirement === 'always') return true;
  if (requirement === 'never' || timing === undefined || !requirement.timings.includes(timing)) return false;
  return requirement.from === undefined || examDay >= dayOf(requirement.from);
}
