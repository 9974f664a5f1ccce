import { expect, it } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { inTransaction, isDuplicate } from '../../../src/database/index.js';
import {
  keepMapping,
  listMappings,
  mappingOf,
  mappingVersionOf,
} from '../../../src/reports/mappings/mapping-store.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import { addInstitution, openReportGround, sample, start } from '../support/report-ground.js';

describeOnEachDatabase('the versions of a mapping', (open) => {
  it('are counted for each institution and kind, and hold for what comes after them', async () => {
    const ground = await openReportGround(await open());
    const { db, institution } = ground;
    const other = await addInstitution(db, '2222222222', 'othermanager');
    const keep = (content: string | null, of = institution, kind: 'general' | 'special' = 'general') =>
      inTransaction(db, (trx) =>
        keepMapping(trx, { institution: of, kind, accountId: of.accountId, content }, byOperator, start),
      );
    const text = (name: string) =>
      JSON.stringify({ mapping: 1, kind: 'general', columns: { [name]: 'worker_id' } });
    expect(await keep(text('證號'))).toBe(1);
    expect(await keep(text('𠮷號'))).toBe(2);
    expect(await keep(text('ID'), other)).toBe(1);
    expect(await keep(null, institution, 'special')).toBe(1);
    expect(
      (await listMappings(db, institution.id, 'general')).map(({ version, content }) => [version, content]),
    ).toEqual([
      [2, text('𠮷號')],
      [1, text('證號')],
    ]);

    const { id } = await ground.send(sample({ rows: 1 }));
    await keep(null);
    expect(await mappingVersionOf(db, id)).toBe(2);
    expect((await mappingOf(db, id))?.columns.map(({ ownName }) => ownName)).toEqual(['𠮷號']);
    const later = await ground.send(sample({ rows: 1, seed: 2 }));
    expect([await mappingVersionOf(db, later.id), await mappingOf(db, later.id)]).toEqual([undefined, null]);
    ground.close();
  });

  it('do not overwrite each other when two are kept at once', async () => {
    const { db, institution, close } = await openReportGround(await open());
    const choice = { institution, kind: 'general', accountId: institution.accountId } as const;
    const keep = (content: string) =>
      inTransaction(db, (trx) => keepMapping(trx, { ...choice, content }, byOperator, start)).catch(
        (error: unknown) => {
          if (!isDuplicate(error)) throw error;
          return 'again' as const;
        },
      );
    const kept = await Promise.all([keep('{"a":1}'), keep('{"b":1}')]);
    const versions = kept.filter((one) => one !== 'again');
    expect(new Set(versions).size).toBe(versions.length);
    expect(await listMappings(db, institution.id, 'general')).toHaveLength(versions.length);
    close();
  });
});
