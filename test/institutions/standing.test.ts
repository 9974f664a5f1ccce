import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recognition } from '../../src/institutions/index.js';
import { endingSoon, requireRecognition, standingOf } from '../../src/institutions/index.js';
import { addDays } from '../../src/institutions/recognition/days.js';
import { Problem } from '../../src/problems/index.js';

const today = '2026-11-22';
const period = (
  validFrom: string | null,
  validUntil: string | null,
  kind: Recognition['kind'] = 'general',
): Recognition => ({ kind, label: '體檢', validFrom, validUntil });

describe('a recognition', () => {
  it.each([
    ['none', [], { state: 'never' }],
    ['another kind', [period(null, null, 'special')], { state: 'never' }],
    ['no end named', [period('2020-01-01', null)], { state: 'recognised', until: null }],
    ['its first day', [period(today, '2027-01-01')], { state: 'recognised', until: '2027-01-01' }],
    ['its last day', [period('2020-01-01', today)], { state: 'recognised', until: today }],
    ['the day after', [period('2020-01-01', '2026-11-21')], { state: 'ended', since: '2026-11-21' }],
    ['the day before', [period('2026-11-23', null)], { state: 'future', from: '2026-11-23' }],
    [
      'an end and a later beginning',
      [period(null, '2026-11-21'), period('2027-01-01', null)],
      { state: 'future', from: '2027-01-01' },
    ],
    [
      'periods that follow each other',
      [period('2026-12-01', '2027-06-30'), period(null, '2026-11-30')],
      { state: 'recognised', until: '2027-06-30' },
    ],
    [
      'a gap between periods',
      [period(null, '2026-11-30'), period('2026-12-02', '2027-06-30')],
      { state: 'recognised', until: '2026-11-30' },
    ],
    [
      'periods that overlap',
      [period(null, '2026-12-31'), period('2026-06-01', '2026-11-30')],
      { state: 'recognised', until: '2026-12-31' },
    ],
  ] as const)('stands right with %s', (_, recognitions, standing) => {
    expect(standingOf(recognitions, 'general', today)).toEqual(standing);
  });

  it('is warned of on the 60th day before its end, not on the 61st', () => {
    const on = (days: number) => endingSoon([period(null, addDays(today, days))], today).length;
    expect([on(0), on(60), on(61)]).toEqual([1, 1, 0]);
    expect(endingSoon([period(null, '2026-11-21')], today)).toEqual([]);
    const extended = [period(null, '2026-12-31'), period('2027-01-01', null)];
    expect(endingSoon(extended, today)).toEqual([]);
  });

  it.each([
    [period(null, '2026-06-30', 'special'), 'ERR_INSTITUTION_RECOGNITION_ENDED', '2026-06-30'],
    [period('2027-01-01', null, 'special'), 'ERR_INSTITUTION_RECOGNITION_FUTURE', '2027-01-01'],
    [period(null, null, 'general'), 'ERR_INSTITUTION_NOT_RECOGNISED', undefined],
  ] as const)('that does not hold is refused with its day: %o', (recognition, code, day) => {
    try {
      requireRecognition({ name: '測試醫院', recognitions: [recognition] }, 'special', today);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      expect(error).toMatchObject({ code, params: { institution: '測試醫院', ...(day && { day }) } });
    }
  });

  it('covers a day exactly when one of its periods does', () => {
    const days = fc.integer({ min: -100, max: 100 }).map((offset) => addDays(today, offset));
    const end = fc.option(days, { nil: null });
    const periods = fc.array(
      fc.tuple(end, end).map(([from, until]) => period(from, until)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(periods, days, (recognitions, day) => {
        const covers = (on: string) =>
          recognitions.some(
            ({ validFrom, validUntil }) =>
              (validFrom === null || validFrom <= on) && (validUntil === null || on <= validUntil),
          );
        const standing = standingOf(recognitions, 'general', day);
        expect(standing.state === 'recognised').toBe(covers(day));
        if (standing.state !== 'recognised' || standing.until === null) return;
        expect(covers(standing.until)).toBe(true);
        expect(covers(addDays(standing.until, 1))).toBe(false);
      }),
    );
  });
});
