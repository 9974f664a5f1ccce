import { isoDate, wholeYears } from './calendar.js';

/**
 * How many years a general exam lasts (勞工健康保護規則 第 17 條): from 65 on one, from 40 on three, below five.
 *
 * @param age whole years at the exam
 */
export function intervalYears(age: number): number {
  if (age >= 65) return 1;
  return age >= 40 ? 3 : 5;
}

/**
 * Whether more than the interval lies between two exams, judged by the age at the later one.
 *
 * @param previousDay day number of the exam before
 * @returns the interval that was passed, in years, or undefined
 */
export function passedInterval(birthDay: number, previousDay: number, examDay: number): number | undefined {
  const years = intervalYears(wholeYears(birthDay, examDay));
  return isLongerThan(previousDay, examDay, years) ? years : undefined;
}

/** Whether the later day lies more than whole years after the earlier one; the very day counts as in time. */
export function isLongerThan(from: number, to: number, years: number): boolean {
  const passed = wholeYears(from, to);
  return passed > years || (passed === years && isoDate(from).slice(5) !== isoDate(to).slice(5));
}
