import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { approveAll, decide, returnAll } from '../../src/applications/index.js';
import { countStatistics } from '../../src/applications/statistics/count-statistics.js';
import type { StatisticsFacts } from '../../src/applications/statistics/facts.js';
import { loadFacts } from '../../src/applications/statistics/load-facts.js';
import { medianOf } from '../../src/applications/statistics/median.js';
import { boundsOf, monthsOf } from '../../src/applications/statistics/months.js';
import { readOfficeCalendar } from '../../src/working-days/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { emptyGround, type Ground, newAccounts, openGround } from './support/ground.js';

const options = { calendar: readOfficeCalendar(), decisionDays: 5 } as const;

describe('months', () => {
  it('are the last twelve, or those of a year', () => {
    expect(monthsOf('last', '2026-02-28')).toEqual([
      ...['2025-03', '2025-04', '2025-05', '2025-06', '2025-07', '2025-08', '2025-09', '2025-10'],
      ...['2025-11', '2025-12', '2026-01', '2026-02'],
    ]);
    expect(monthsOf(2025, '2026-02-28').at(0)).toBe('2025-01');
    expect(monthsOf(2025, '2026-02-28').at(-1)).toBe('2025-12');
  });

  it('begin and end at midnight in Taiwan', () => {
    expect(boundsOf(['2026-11', '2026-12'])).toEqual({
      from: '2026-10-31T16:00:00.000Z',
      before: '2026-12-31T16:00:00.000Z',
    });
  });
});

describe('the median', () => {
  it('is the one in the middle, or between the two', () => {
    expect(medianOf([])).toBeNull();
    expect(medianOf([{ value: 3, count: 1 }])).toBe(3);
    expect(
      medianOf([
        { value: 9, count: 1 },
        { value: 1, count: 3 },
      ]),
    ).toBe(1);
    expect(
      medianOf([
        { value: 4, count: 2 },
        { value: 1, count: 2 },
      ]),
    ).toBe(2.5);
  });

  it('is that of the values written out', () => {
    const weighted = fc.array(fc.record({ value: fc.nat(20), count: fc.integer({ min: 1, max: 5 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(weighted, (values) => {
        const all = values
          .flatMap(({ value, count }) => Array.from({ length: count }, () => value))
          .sort((a, b) => a - b);
        const [low = 0, high = 0] = [all[Math.floor((all.length - 1) / 2)], all[Math.floor(all.length / 2)]];
        expect(medianOf(values)).toBe((low + high) / 2);
      }),
    );
  });
});

describe('what is counted', () => {
  const facts: StatisticsFacts = {
    received: [
      { day: '2026-10-31', count: 2 },
      { day: '2026-11-01', count: 3 },
    ],
    decided: [
      // 2 November to 4 November: two working days; 2 to 10 November: six.
      { receivedDay: '2026-11-02', day: '2026-11-04', state: 'approved', reviewerId: 7, count: 3 },
      { receivedDay: '2026-11-02', day: '2026-11-10', state: 'returned', reviewerId: 8, count: 1 },
    ],
    returned: [
      { reasons: ['seal-missing', 'other'], count: 1 },
      { reasons: ['other'], count: 2 },
    ],
    reviewers: [{ id: 7, userName: 'reviewer01', name: '承辦人一', open: 4, overdue: 1 }],
  };

  it('stands in the month that it was in Taiwan', () => {
    const { months, total } = countStatistics(facts, ['2026-10', '2026-11'], options);
    const nothing = { approved: 0, returned: 0, medianDays: null, late: 0 };
    expect(months).toEqual([
      { month: '2026-10', received: 2, ...nothing },
      { month: '2026-11', received: 3, approved: 3, returned: 1, medianDays: 2, late: 1 },
    ]);
    expect(total).toEqual({ received: 5, approved: 3, returned: 1, medianDays: 2, late: 1 });
  });

  it('names the reasons most often given first, and what each reviewer decided', () => {
    const { reasons, reviewers } = countStatistics(facts, ['2026-11'], options);
    expect(reasons).toEqual([
      { reason: 'other', count: 3 },
      { reason: 'seal-missing', count: 1 },
    ]);
    expect(reviewers).toEqual([{ ...facts.reviewers[0], approved: 3, returned: 0, medianDays: 2 }]);
  });

  it('leaves out how long it took where the calendar does not reach', () => {
    const beyond = { ...facts, decided: [{ ...facts.decided[0], day: '2199-01-01' }] } as StatisticsFacts;
    expect(countStatistics(beyond, ['2199-01'], options).total).toMatchObject({
      approved: 3,
      medianDays: null,
      late: 0,
    });
  });
});

describeOnEachDatabase('statistics', (open) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround((await open()).db);
    await emptyGround(ground);
  });

  it('come from what was sent in and decided', async () => {
    const { services, by, db, ids } = ground;
    const first = await ground.underReview(newAccounts('reporter', 'user001', 'user002'), 'manager01');
    const second = await ground.underReview(newAccounts('reporter', 'user003'), 'manager01', 'reviewer02');
    await ground.underReview(newAccounts('reporter', 'user004'), 'manager01', 'reviewer02');
    ground.now = new Date('2026-11-24T01:00:00.000Z');
    const [approve] = approveAll(first);
    const [, giveBack] = returnAll(first, ['seal-missing', 'email-not-own'], '');
    if (approve === undefined || giveBack === undefined) throw new TypeError('There are two accounts.');
    const orders = [
      [{ ...first, decisions: [approve, giveBack] }, 'reviewer01'],
      [{ ...second, decisions: approveAll(second) }, 'reviewer02'],
    ] as const;
    for (const [order, reviewer] of orders) {
      await decide(services, { ...order, wideConfirmed: false }, by(reviewer));
    }
    const months = monthsOf('last', '2026-12-08');
    const facts = await loadFacts(db, months, '2026-12-08');
    expect(facts.received).toEqual([{ day: '2026-11-22', count: 3 }]);
    expect(facts.returned).toEqual([{ reasons: ['seal-missing', 'email-not-own'], count: 1 }]);
    const { total, reviewers } = countStatistics(facts, months, options);
    expect(total).toEqual({ received: 3, approved: 1, returned: 1, medianDays: 2, late: 0 });
    expect(reviewers).toMatchObject([
      { id: ids.reviewer01, open: 0, overdue: 0, approved: 0, returned: 1, medianDays: 2 },
      { id: ids.reviewer02, open: 1, overdue: 1, approved: 1, returned: 0, medianDays: 2 },
    ]);
    expect(await loadFacts(db, monthsOf(2025, '2026-12-08'), '2026-12-08')).toMatchObject({
      received: [],
      decided: [],
      returned: [],
    });
  });
});
