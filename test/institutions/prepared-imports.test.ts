import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { addAccount, argon2id, byOperator } from '../../src/accounts/index.js';
import { connect, type Database, inTransaction } from '../../src/database/index.js';
import {
  applyPreparedImport,
  findPreparedImport,
  prepareImport,
} from '../../src/institutions/import/prepared-imports.js';
import { deleteOldImports, findInstitution, importInstitutions } from '../../src/institutions/index.js';
import { defaultWidths, parseRange } from '../../src/ip-ranges/index.js';
import { Problem } from '../../src/problems/index.js';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases.js';

const at = new Date('2026-11-22T01:00:00Z');
const by = { at, actor: null, address: null, reference: null };
const header = '醫療機構代碼,醫療機構名稱,縣市別,認可類別及有效期限';
const hospital = '1268650500,測試醫院,新北市,一般體格及健康檢查(112/01/01~116/12/31)';
const clinic = '0101010101,示範診所,臺北市,';
const csv = (...rows: string[]) => Buffer.from(`\ufeff${[header, ...rows].join('\r\n')}\r\n`);

describeOnEachDatabase('an import that was looked at', (open, dialect) => {
  let test: TestDatabase;
  let db: Database;
  let accountId: number;
  let otherId: number;

  beforeAll(async () => {
    test = await open();
    db = test.db;
    accountId = await addSupervisor('supervisor1');
    otherId = await addSupervisor('supervisor2');
  });
  beforeEach(async () => {
    for (const table of ['institution_imports', 'institution_recognitions', 'institutions']) {
      await db(table).delete();
    }
    await importInstitutions(db, csv(hospital), by);
  });

  const addSupervisor = async (userName: string) =>
    (
      await inTransaction(db, (trx) =>
        addAccount(
          trx,
          { passwords: argon2id, randomBytes },
          {
            userName,
            role: 'supervisor',
            institutionCode: null,
            name: '林主管',
            idLast4: null,
            email: `${userName}@agency.example`,
            ranges: [parseRange('203.69.20.0/29', { demoMode: false, widest: defaultWidths })],
          },
          { ...byOperator, at },
        ),
      )
    ).accountId;
  const prepare = (...rows: string[]) =>
    prepareImport(db, { name: '開放資料.csv', bytes: csv(...rows) }, { ...by, accountId, randomBytes });
  const find = (handle: string, of = accountId, now = at) =>
    findPreparedImport(db, handle, { accountId: of, at: now });
  const apply = (handle: string, fingerprint: string, pool = db) =>
    applyPreparedImport(pool, { handle, fingerprint }, { ...by, accountId });
  const codeOf = async (work: Promise<unknown>) => {
    try {
      await work;
      return 'done';
    } catch (error) {
      if (error instanceof Problem) return error.code;
      throw error;
    }
  };

  const moved = hospital.replace('新北市', '桃園市');

  it('changes nothing until it is applied, then exactly what was shown', async () => {
    const handle = await prepare(moved, clinic);
    const { plan, fingerprint, fileName } = await find(handle);
    expect(fileName).toBe('開放資料.csv');
    expect(plan.added.map(({ code }) => code)).toEqual(['0101010101']);
    expect(plan.changed.map(({ fields }) => fields)).toEqual([['county']]);
    expect((await findInstitution(db, '1268650500'))?.county).toBe('新北市');
    await apply(handle, fingerprint);
    expect((await findInstitution(db, '1268650500'))?.county).toBe('桃園市');
    expect((await findInstitution(db, '0101010101'))?.name).toBe('示範診所');
    const actions = await db('audit_entries').orderBy('seq', 'desc').limit(2).pluck('action');
    expect(actions).toEqual(['institution.import', 'institution.prepare-import']);
  });

  it('is not applied when the institutions changed meanwhile', async () => {
    const handle = await prepare(moved);
    const { fingerprint } = await find(handle);
    await importInstitutions(db, csv(hospital.replace('新北市', '基隆市')), by);
    expect(await codeOf(apply(handle, fingerprint))).toBe('ERR_INSTITUTION_IMPORT_CHANGED');
    expect((await findInstitution(db, '1268650500'))?.county).toBe('基隆市');
    const again = await find(handle);
    expect(again.plan.changed[0]?.before.county).toBe('基隆市');
    expect(await codeOf(apply(handle, again.fingerprint))).toBe('done');
  });

  it('is applied once, also by two at the same time', async () => {
    const handle = await prepare(moved);
    const { fingerprint } = await find(handle);
    // SQLite has one writer anyhow, and two pools of one process would wait for each other.
    const second = dialect === 'sqlite' ? db : connect(test.settings);
    try {
      const outcomes = await Promise.all([
        codeOf(apply(handle, fingerprint)),
        codeOf(apply(handle, fingerprint, second)),
      ]);
      expect(outcomes.sort()).toEqual(['ERR_INSTITUTION_IMPORT_OVER', 'done']);
    } finally {
      if (second !== db) await second.destroy();
    }
  });

  it('of two files that both change one institution only one is applied as it was shown', async () => {
    const one = await prepare(moved);
    const other = await prepare(hospital.replace('新北市', '基隆市'));
    const seen = [(await find(one)).fingerprint, (await find(other)).fingerprint] as const;
    // SQLite has one writer anyhow, and two pools of one process would wait for each other.
    const second = dialect === 'sqlite' ? db : connect(test.settings);
    try {
      const outcomes = await Promise.all([
        codeOf(apply(one, seen[0])),
        codeOf(apply(other, seen[1], second)),
      ]);
      expect(outcomes.sort()).toEqual(['ERR_INSTITUTION_IMPORT_CHANGED', 'done']);
    } finally {
      if (second !== db) await second.destroy();
    }
  });

  it('belongs to who brought it, for 24 hours', async () => {
    const handle = await prepare(moved);
    expect(await codeOf(find(handle, otherId))).toBe('ERR_INSTITUTION_IMPORT_OVER');
    const later = new Date(at.getTime() + 24 * 3_600_000);
    expect(await codeOf(find(handle, accountId, later))).toBe('ERR_INSTITUTION_IMPORT_OVER');
    expect(await deleteOldImports(db, new Date(later.getTime() - 1))).toBe(0);
    expect(await deleteOldImports(db, later)).toBe(1);
  });
});
