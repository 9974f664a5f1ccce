import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, daysBetween, isDay } from '../../src/accounts/idle/days.js';
import { dueStep, idleRules, planIdle, standingOn } from '../../src/accounts/idle/rules.js';

const used = '2026-01-31';

describe('the rules of idle accounts', () => {
  it('warn after 60 and 80 days and suspend after three months', () => {
    expect(planIdle({ usedOn: used, taken: {} }, used)).toEqual({
      firstWarningOn: '2026-04-01',
      secondWarningOn: '2026-04-21',
      suspendOn: '2026-04-30',
    });
  });

  it.each([
    ['2026-03-31', undefined],
    ['2026-04-01', 'first-warning'],
    ['2026-04-20', 'first-warning'],
    ['2026-04-21', 'second-warning'],
    ['2026-04-29', 'second-warning'],
    ['2026-04-30', 'suspend'],
    ['2027-04-30', 'suspend'],
  ] as const)('stand on %s as %s', (day, standing) => {
    expect(standingOn(planIdle({ usedOn: used, taken: {} }, used), day)).toBe(standing);
  });

  it('take each step once', () => {
    expect(dueStep({ usedOn: used, taken: {} }, '2026-04-05')).toBe('first-warning');
    expect(dueStep({ usedOn: used, taken: { 'first-warning': '2026-04-05' } }, '2026-04-06')).toBeUndefined();
    const warned = { 'first-warning': '2026-04-05', 'second-warning': '2026-04-21' };
    expect(dueStep({ usedOn: used, taken: warned }, '2026-04-29')).toBeUndefined();
    expect(dueStep({ usedOn: used, taken: warned }, '2026-04-30')).toBe('suspend');
    const reported = { ...warned, report: '2026-04-30' };
    expect(dueStep({ usedOn: used, taken: reported }, '2026-05-01')).toBeUndefined();
  });

  it('after missed days give the last warning first, and time to heed it', () => {
    expect(dueStep({ usedOn: used, taken: {} }, '2026-06-01')).toBe('second-warning');
    const taken = { 'second-warning': '2026-06-01' };
    expect(dueStep({ usedOn: used, taken }, '2026-06-07')).toBeUndefined();
    expect(dueStep({ usedOn: used, taken }, '2026-06-08')).toBe('suspend');
  });

  const days = fc.integer({ min: 0, max: 40_000 }).map((count) => addDays('1990-01-01', count));

  it('suspend nobody before three months, nor within a week of the warning, whichever days are missed', () => {
    fc.assert(
      fc.property(days, fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }), (usedOn, gaps) => {
        let taken: Partial<Record<'first-warning' | 'second-warning' | 'suspend', string>> = {};
        let day = usedOn;
        for (const gap of gaps) {
          day = addDays(day, gap);
          const step = dueStep({ usedOn, taken }, day);
          if (step === 'suspend') {
            expect(day >= addMonths(usedOn, 3)).toBe(true);
            expect(daysBetween(taken['second-warning'] ?? day, day)).toBeGreaterThanOrEqual(
              idleRules.leastNoticeDays,
            );
          }
          if (step !== undefined) taken = { ...taken, [step]: day };
        }
      }),
    );
  });
});

describe('days', () => {
  it.each([
    ['2026-11-30', '2027-02-28'],
    ['2027-11-30', '2028-02-29'],
    ['2026-10-15', '2027-01-15'],
    ['2026-09-30', '2026-12-30'],
  ])('three months after %s is %s', (from, to) => expect(addMonths(from, 3)).toBe(to));

  it('are told from what is none', () => {
    expect(['2028-02-29', '2027-02-29', '2026-13-01', '2026-1-1', ''].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
