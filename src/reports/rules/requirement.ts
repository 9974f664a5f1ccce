import type { ExamTiming, Requirement } from '../schema/column.js';
import { dayOf } from './calendar.js';

/**
 * Whether a value must be there in this exam.
 *
 * @param exam what decides; what the row does not say readably is undefined (NaN), and asks for nothing
 */
export function isRequired(requirement: Requirement, { timing, examDay, hazard }: ExamFacts): boolean {
  if (requirement === 'always') return true;
  if (requirement === 'never' || timing === undefined || !requirement.timings.includes(timing)) return false;
  const { from, hazards } = requirement;
  if (hazards !== undefined && (hazard === undefined || !hazards.includes(hazard))) return false;
  return from === undefined || examDay >= dayOf(from);
}

export interface ExamFacts {
  readonly timing: ExamTiming | undefined;
  /** Day number. */
  readonly examDay: number;
  /** Code of the hazard operation; general exams have none. */
  readonly hazard: string | undefined;
}
