import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/database/index.js';
import { connect } from '../../src/database/index.js';
import { importInstitutions, warnOfRecognitionEnds } from '../../src/institutions/index.js';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases.js';

const languages: Readonly<Record<string, 'en'>> = { 'two@hospital.example': 'en' };

const at = new Date('2026-11-22T01:00:00Z');
const by = { at, actor: null, address: null, reference: null };
const csv = (until: string) =>
  Buffer.from(
    `醫療機構代碼,名稱,認可類別\n1268650500,測試醫院,一般體格及健康檢查(112/01/01~${until})\n0101010101,示範診所,\n`,
  );

describeOnEachDatabase('the end of a recognition', (open, dialect) => {
  let test: TestDatabase;
  let db: Database;
  let managers: readonly string[];

  beforeEach(async () => {
    test = await open();
    db = test.db;
    managers = ['one@hospital.example', 'two@hospital.example'];
    await importInstitutions(db, csv('116/01/21'), by);
  });

  const warn = (now: string, pool = db) =>
    warnOfRecognitionEnds({
      db: pool,
      clock: () => new Date(`${now}T01:00:00Z`),
      managersOf: async () => managers.map((to) => ({ to, language: languages[to] ?? 'zh-Hant' })),
    });

  it('is mailed to every manager once, however often the job runs, from 60 days before', async () => {
    expect(await warn('2026-11-21')).toBe(0);
    expect(await warn('2026-11-22')).toBe(1);
    expect(await warn('2026-11-22')).toBe(0);
    expect(await warn('2026-12-24')).toBe(0);
    expect(await db('mails').orderBy('id').select('recipient', 'language')).toEqual([
      { recipient: 'one@hospital.example', language: 'zh-Hant' },
      { recipient: 'two@hospital.example', language: 'en' },
    ]);
    expect(JSON.parse((await db('mails').first('params')).params)).toEqual({
      institutionName: '測試醫院',
      institutionCode: '1268650500',
      kind: 'general',
      until: '2027-01-21',
    });
    expect(await db('audit_entries').where({ action: 'institution.warn' })).toHaveLength(1);
  });

  it('is made up for by the next run when the day was missed', async () => {
    expect(await warn('2027-01-21')).toBe(1);
  });

  it('is told again when the recognition was extended and ends again', async () => {
    await warn('2026-11-22');
    await importInstitutions(db, csv('117/01/21'), by);
    expect(await warn('2026-12-01')).toBe(0);
    expect(await warn('2027-12-01')).toBe(1);
  });

  it('waits for a manager who can be told', async () => {
    managers = [];
    expect(await warn('2026-12-01')).toBe(0);
    managers = ['one@hospital.example'];
    expect(await warn('2026-12-02')).toBe(1);
  });

  it('is mailed once when two gateways run the job at once', async () => {
    // SQLite has one writer anyhow, and two pools of one process would wait for each other.
    const second = dialect === 'sqlite' ? db : connect(test.settings);
    try {
      const told = await Promise.all([warn('2026-12-01'), warn('2026-12-01', second)]);
      expect(told.sort()).toEqual([0, 1]);
      expect(await db('mails').pluck('recipient')).toEqual(managers);
    } finally {
      if (second !== db) await second.destroy();
    }
  });
});
