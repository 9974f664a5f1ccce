import { beforeAll, expect, it } from 'vitest';
import { type Database, inTransaction, isDuplicate } from '../../src/database/index.js';
import { Problem } from '../../src/problems/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { meeting } from '../support/meeting.js';

describeOnEachDatabase('inTransaction', (open, dialect) => {
  let db: Database;

  beforeAll(async () => {
    ({ db } = await open());
    await db.schema.createTable('notes', (table) => {
      table.string('word', 20).primary();
    });
  });

  it('keeps everything when the work succeeds and gives its result', async () => {
    const result = await inTransaction(db, async (trx) => {
      await trx('notes').insert({ word: 'kept' });
      return 'done';
    });
    expect(result).toBe('done');
    expect(await db('notes').where({ word: 'kept' })).toEqual([{ word: 'kept' }]);
  });

  it('rolls everything back when the work throws, and passes the error on', async () => {
    const failure = new TypeError('no');
    await expect(
      inTransaction(db, async (trx) => {
        await trx('notes').insert({ word: 'lost' });
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await db('notes').where({ word: 'lost' })).toEqual([]);
  });

  it('joins a transaction that is already open, so that the outer one decides', async () => {
    await inTransaction(db, async (outer) => {
      await inTransaction(outer, async (inner) => inner('notes').insert({ word: 'joined' }));
      throw new TypeError('no');
    }).catch(() => undefined);
    expect(await db('notes').where({ word: 'joined' })).toEqual([]);
  });

  it('reports a duplicate as ERR_CONFLICT and recognises it', async () => {
    await db('notes').insert({ word: 'once' });
    const error: unknown = await inTransaction(db, (trx) => trx('notes').insert({ word: 'once' })).catch(
      (e) => e,
    );
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).code).toBe('ERR_CONFLICT');
    expect(isDuplicate(error)).toBe(true);
  });

  // SQLite has one writer, which nobody else can wait for crosswise.
  it.runIf(dialect === 'mariadb')('does the victim of a deadlock again, from its beginning', async () => {
    await db('notes').insert([{ word: 'left' }, { word: 'right' }]);
    let begun = 0;
    const met = meeting(2);
    const lockBoth = (first: string, second: string) =>
      inTransaction(db, async (trx) => {
        begun += 1;
        await trx('notes').where({ word: first }).forUpdate();
        await met();
        await trx('notes').where({ word: second }).forUpdate();
        await trx('notes').insert({ word: `${first} then ${second}` });
      });
    await Promise.all([lockBoth('left', 'right'), lockBoth('right', 'left')]);
    expect(begun).toBe(3);
    expect(await db('notes').where('word', 'like', '% then %').pluck('word')).toHaveLength(2);
  });

  it('does not take other errors for outages', async () => {
    const error: unknown = await inTransaction(db, (trx) => trx('no_such_table').select()).catch((e) => e);
    expect(error).not.toBeInstanceOf(Problem);
  });
});
