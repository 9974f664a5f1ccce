/**
 * Days since 1970-01-01 in the Gregorian calendar, or undefined when the calendar has no such day.
 *
 * @param year 1 to 9999
 * @param month 1 to 12
 * @param day 1 to 31
 */
export function dayNumber(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return undefined;
  return countDays(year, month, day);
}

/** `yyyy-mm-dd` of a day number. */
export function isoDate(days: number): string {
  const kept = isoDates.get(days);
  if (kept !== undefined) return kept;
  const made = new Date(days * 86_400_000).toISOString().slice(0, 10);
  if (isoDates.size < 100_000) isoDates.set(days, made);
  return made;
}

/** The day number of a `yyyy-mm-dd` that is known to be a date. @throws TypeError when it is none */
export function dayOf(iso: string): number {
  const days = isoPattern.test(iso)
    ? dayNumber(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), Number(iso.slice(8, 10)))
    : undefined;
  if (days === undefined) throw new TypeError(`A date yyyy-mm-dd is needed, not "${iso}".`);
  return days;
}

/** Whole years from one day to another; somebody born on 29 February is a year older on 1 March. */
export function wholeYears(from: number, to: number): number {
  const [fromYear, fromMonth, fromDay] = civil(from);
  const [toYear, toMonth, toDay] = civil(to);
  const before = toMonth < fromMonth || (toMonth === fromMonth && toDay < fromDay);
  return toYear - fromYear - (before ? 1 : 0);
}

/** The days of two centuries at most: a file names the same few thousand days again and again. */
const isoDates = new Map<number, string>();

const isoPattern = /^\d{4}-\d{2}-\d{2}$/;

function daysOfMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Howard Hinnant's "days from civil": eras of 400 years that begin in March. */
function countDays(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Year, month and day of a day number: the inverse. */
function civil(days: number): readonly [number, number, number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}
