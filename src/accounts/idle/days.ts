/** The day `days` after a day; both `yyyy-mm-dd`. */
export function addDays(day: string, days: number): string {
  return toDay(Date.parse(`${day}T00:00:00Z`) + days * dayMilliseconds);
}

/** The same day `months` later, or the last one of a month that has no such day; both `yyyy-mm-dd`. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return toDay(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth)));
}

/** How many days after `from` the day `to` is. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMilliseconds;
}

/** Whether a text is a day of the calendar, `yyyy-mm-dd`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && toDay(time) === text;
}

/** The first moment of a day in Taiwan. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const dayMilliseconds = 86_400_000;
