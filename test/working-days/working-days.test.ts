import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import data from '../../src/working-days/calendar-tw.json' with { type: 'json' };
import {
  addWorkingDays,
  calendarEndsWithin,
  calendarOf,
  isWorkingDay,
  readOfficeCalendar,
  workingDaysBetween,
} from '../../src/working-days/index.js';

const calendar = readOfficeCalendar();
const unknown = { code: 'ERR_WORKING_DAYS_UNKNOWN' };

/** Early enough for a hundred working days and more to end before the calendar does. */
const dates = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const counts = fc.integer({ min: 0, max: 100 });

describe('the office calendar', () => {
  it.each(Object.entries(data.years))('of %s has as many working days as it says', (year, { workdays }) => {
    expect(workingDaysBetween(`${year}-01-01`, `${year}-12-31`, calendar)).toBe(
      workdays - (isWorkingDay(`${year}-01-01`, calendar) ? 1 : 0),
    );
  });

  it('knows weekends, holidays and working Saturdays', () => {
    expect(isWorkingDay('2026-11-20', calendar)).toBe(true);
    expect(isWorkingDay('2026-11-21', calendar)).toBe(false);
    expect(isWorkingDay('2026-11-22', calendar)).toBe(false);
    expect(isWorkingDay('2026-09-28', calendar)).toBe(false);
    expect(isWorkingDay('2025-02-08', calendar)).toBe(true);
  });

  it('is refused when it has another form', () => {
    expect(() => calendarOf({ years: { '2026': { off: ['1 January'], workingSaturdays: [] } } })).toThrow();
  });
});

describe('five working days', () => {
  it.each([
    ['a plain week', '2026-11-23', '2026-11-30'],
    ['from a Sunday', '2026-11-22', '2026-11-27'],
    ['over the lunar new year', '2026-02-13', '2026-03-02'],
    ['over a working Saturday', '2025-02-05', '2025-02-11'],
    ['over the end of a year', '2026-12-24', '2027-01-04'],
  ])('%s', (_name, from, to) => {
    expect(addWorkingDays(from, 5, calendar)).toBe(to);
  });
});

describe('counting', () => {
  it('forward and back agree', () => {
    fc.assert(
      fc.property(dates, counts, (date, count) => {
        expect(workingDaysBetween(date, addWorkingDays(date, count, calendar), calendar)).toBe(count);
      }),
    );
  });

  it('in two steps comes to the same day as in one', () => {
    fc.assert(
      fc.property(dates, counts, counts, (date, first, second) => {
        expect(addWorkingDays(addWorkingDays(date, first, calendar), second, calendar)).toBe(
          addWorkingDays(date, first + second, calendar),
        );
      }),
    );
  });

  it('ends on a working day, and never before it began', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 100 }), (date, count) => {
        const end = addWorkingDays(date, count, calendar);
        expect(isWorkingDay(end, calendar)).toBe(true);
        expect(end > date).toBe(true);
      }),
    );
  });

  it('is the same both ways but for the sign', () => {
    fc.assert(
      fc.property(dates, dates, (from, to) => {
        expect(workingDaysBetween(from, to, calendar) + workingDaysBetween(to, from, calendar)).toBe(0);
      }),
    );
  });

  it('refuses to go past the calendar', () => {
    expect(addWorkingDays('2027-12-23', 4, calendar)).toBe('2027-12-30');
    expect(() => addWorkingDays('2027-12-23', 5, calendar)).toThrow(expect.objectContaining(unknown));
    expect(() => isWorkingDay('2023-12-29', calendar)).toThrow(expect.objectContaining(unknown));
    expect(() => workingDaysBetween('2027-12-30', '2028-01-03', calendar)).toThrow(
      expect.objectContaining(unknown),
    );
  });

  it('takes no dates that are none, and no days backward', () => {
    expect(() => isWorkingDay('2026-02-30', calendar)).toThrow(TypeError);
    expect(() => addWorkingDays('2026-02-27', -1, calendar)).toThrow(TypeError);
    expect(() => addWorkingDays('2026-02-27', 0.5, calendar)).toThrow(TypeError);
  });
});

describe('the end of the calendar', () => {
  it('is told two months before', () => {
    expect(calendarEndsWithin(2, '2027-10-31', calendar)).toBeUndefined();
    expect(calendarEndsWithin(2, '2027-11-01', calendar)).toBe('2027-12-31');
    expect(calendarEndsWithin(2, '2028-03-01', calendar)).toBe('2027-12-31');
  });
});
