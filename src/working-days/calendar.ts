import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One calendar year of Taiwan's government offices. */
export interface CalendarYear {
  /** Weekdays on which the offices are closed. */
  readonly off: ReadonlySet<string>;
  /** Saturdays on which they are open instead. */
  readonly workingSaturdays: ReadonlySet<string>;
}

/** The office calendar by year; nothing is known of a year that is not in it. */
export type OfficeCalendar = ReadonlyMap<number, CalendarYear>;

/** The calendar that comes with the gateway. */
export function readOfficeCalendar(): OfficeCalendar {
  return calendarOf(JSON.parse(readFileSync(new URL('./calendar-tw.json', import.meta.url), 'utf8')));
}

/** @throws ZodError when the data have another form */
export function calendarOf(data: unknown): OfficeCalendar {
  const { years } = calendarForm.parse(data);
  return new Map(
    Object.entries(years).map(([year, { off, workingSaturdays }]) => [
      Number(year),
      { off: new Set(off), workingSaturdays: new Set(workingSaturdays) },
    ]),
  );
}

const dates = z.array(z.iso.date());
const calendarForm = z.object({
  years: z.record(z.string().regex(/^\d{4}$/), z.object({ off: dates, workingSaturdays: dates })),
});
