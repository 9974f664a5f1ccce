import { beforeAll, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { type Database, taipeiDay } from '../../src/database/index.js';
import { describeOnEachDatabase } from '../support/databases.js';

describeOnEachDatabase('the day in Taiwan of a stored moment', (open) => {
  let db: Database;
  beforeAll(async () => {
    ({ db } = await open());
  });

  it.each([
    ['2026-10-31T15:59:59.999Z', '2026-10-31'],
    ['2026-10-31T16:00:00.000Z', '2026-11-01'],
    ['2027-12-31T16:00:00.000Z', '2028-01-01'],
    ['2028-02-28T23:00:00.000Z', '2028-02-29'],
  ])('%s is %s', async (moment, day) => {
    const row = await db
      .from(db.select(db.raw('? AS moment', [moment])).as('moments'))
      .select({ day: taipeiDay(db, 'moment') })
      .first();
    expect(row).toEqual({ day });
    expect(taipeiDate(new Date(moment))).toBe(day);
  });
});
