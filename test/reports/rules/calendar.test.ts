import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber, dayOf, isoDate, wholeYears } from '../../../src/reports/rules/calendar.js';
import { isLongerThan } from '../../../src/reports/rules/interval.js';

const day = fc.integer({ min: dayOf('1900-01-01'), max: dayOf('2100-12-31') });

describe('the calendar', () => {
  it('counts days as JavaScript does', () => {
    fc.assert(
      fc.property(day, (number) => {
        const date = new Date(number * 86_400_000);
        const [year, month, date1] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
        expect(dayNumber(year, month, date1)).toBe(number);
        expect(dayOf(isoDate(number))).toBe(number);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [2023, 2, 29],
    [1900, 2, 29],
    [2026, 4, 31],
    [2026, 13, 1],
    [2026, 0, 1],
    [2026, 1, 0],
  ])('has no %i-%i-%i', (year, month, date) => expect(dayNumber(year, month, date)).toBeUndefined());

  it.each([
    ['1985-03-21', '2026-03-20', 40],
    ['1985-03-21', '2026-03-21', 41],
    ['2000-02-29', '2001-02-28', 0],
    ['2000-02-29', '2001-03-01', 1],
    ['2026-01-01', '2025-12-31', -1],
  ])('from %s to %s are %i whole years', (from, to, years) => {
    expect(wholeYears(dayOf(from), dayOf(to))).toBe(years);
  });

  it('is as long as so many years on the same day and longer on the next', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 5 }), (from, years) => {
        const [year, rest] = [isoDate(from).slice(0, 4), isoDate(from).slice(4)];
        fc.pre(rest !== '-02-29');
        const to = dayOf(`${Number(year) + years}${rest}`);
        expect(isLongerThan(from, to, years)).toBe(false);
        expect(isLongerThan(from, to + 1, years)).toBe(true);
        expect(isLongerThan(from, to - 1, years)).toBe(false);
      }),
    );
  });
});
