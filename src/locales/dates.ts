import { type Language, localeTags } from './languages.js';
import { dateTimeFormat } from './zone.js';

/**
 * A day as people write it: 2026年11月22日, 22 November 2026.
 *
 * @param day a moment (shown as in Taipei), a stored time, or a date `yyyy-mm-dd`
 */
export function formatDate(language: Language, day: Date | string): string {
  return dateTimeFormat(localeTags[language], {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    ...zoneOf(day),
  }).format(toMoment(day));
}

/** A day as official papers of Taiwan write it: 中華民國115年11月22日, 22 November 2026 (ROC year 115). */
export function formatRocDate(language: Language, day: Date | string): string {
  const parts = dateTimeFormat('en-GB', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    ...zoneOf(day),
  }).formatToParts(toMoment(day));
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const year = number('year') - yearBeforeRepublic;
  if (language === 'en') return `${formatDate('en', day)} (ROC year ${year})`;
  return `中華民國${year}年${number('month')}月${number('day')}日`;
}

/** The time of day in Taipei, 24 hours: 14:05. */
export function formatTime(language: Language, moment: Date | string): string {
  return dateTimeFormat(localeTags[language], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(toMoment(moment));
}

/** Day and time in Taipei. */
export function formatDateTime(language: Language, moment: Date | string): string {
  return `${formatDate(language, moment)} ${formatTime(language, moment)}`;
}

/** A number with its thousands marked: 12,345. */
export function formatNumber(language: Language, value: number): string {
  return value.toLocaleString(localeTags[language]);
}

const yearBeforeRepublic = 1911;

/** A bare date is the same day everywhere, so it is read and written in one zone. */
function zoneOf(day: Date | string): { timeZone?: 'UTC' } {
  return typeof day === 'string' && day.length === 10 ? { timeZone: 'UTC' } : {};
}

function toMoment(day: Date | string): Date {
  const moment = typeof day === 'string' ? new Date(day) : day;
  if (Number.isNaN(moment.getTime())) throw new TypeError(`${String(day)} is no moment and no date.`);
  return moment;
}
