import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { byOperator } from '../../src/accounts/index.js';
import {
  deleteOldFilings,
  findFiling,
  insertFiling,
  nameFiling,
} from '../../src/api/filings/filing-store.js';
import { addMinutes } from '../../src/clock.js';
import { type Database, inTransaction } from '../../src/database/index.js';
import { importInstitutions } from '../../src/institutions/index.js';
import { describeOnEachDatabase } from '../support/databases.js';

const at = new Date('2026-11-22T01:00:00.000Z');

describeOnEachDatabase('a key under which an application is filed', (open) => {
  let db: Database;
  let institutionId: number;

  beforeAll(async () => {
    ({ db } = await open());
    const csv = '醫療機構代碼,名稱,認可類別\n1268650500,測試醫院,一般體格及健康檢查(112/01/01~117/12/31)\n';
    await importInstitutions(db, Buffer.from(csv), { ...byOperator, at });
    institutionId = Number((await db('institutions').first('id')).id);
  });

  /** Files something under a key; undefined when somebody has filed under it. */
  function file(key: string, reference: string, orderDigest = randomBytes(32)) {
    return inTransaction(db, async (trx) => {
      const id = await insertFiling(trx, { institutionId, key, orderDigest, at });
      if (id !== undefined) await nameFiling(trx, id, reference);
      return id;
    });
  }

  it('is taken by one of several at once; the others find what it has filed', async () => {
    const references = ['A1151122-AAAAAA', 'A1151122-CCCCCC', 'A1151122-DDDDDD'];
    const ids = await Promise.all(references.map((reference) => file('at-once', reference)));
    expect(ids.filter((id) => id !== undefined)).toHaveLength(1);
    const winner = references[ids.findIndex((id) => id !== undefined)];
    expect((await findFiling(db, institutionId, 'at-once'))?.reference).toBe(winner);
  });

  it('is free again when what was filed under it is undone', async () => {
    const undone = inTransaction(db, async (trx) => {
      await insertFiling(trx, { institutionId, key: 'undone', orderDigest: randomBytes(32), at });
      throw new TypeError('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await findFiling(db, institutionId, 'undone')).toBeUndefined();
    expect(await file('undone', 'A1151122-EEEEEE')).toBeDefined();
  });

  it('is kept for a week', async () => {
    const orderDigest = randomBytes(32);
    await file('week', 'A1151122-FFFFFF', orderDigest);
    await deleteOldFilings(db, institutionId, addMinutes(at, 7 * 24 * 60));
    expect(await findFiling(db, institutionId, 'week')).toEqual({
      reference: 'A1151122-FFFFFF',
      orderDigest,
    });
    await deleteOldFilings(db, institutionId, addMinutes(at, 7 * 24 * 60 + 1));
    expect(await findFiling(db, institutionId, 'week')).toBeUndefined();
  });
});
