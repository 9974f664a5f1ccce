import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { connect, type Database } from '../../src/database/index.js';
import { run } from '../../src/institutions/commands/institution-import.js';
import { findInstitution, importInstitutions, previewImport } from '../../src/institutions/index.js';
import { describeOnEachDatabase, opener } from '../support/databases.js';

const at = new Date('2026-11-22T01:00:00Z');
const by = { at, actor: null, address: null, reference: null };
const header = '醫療機構代碼,醫療機構名稱,縣市別,地址,電話,聯絡人,認可類別及有效期限';
const hospital =
  '1268650500,測試醫院,新北市,新北市新莊區中平路439號,02-1111-1111,陳小姐,一般體格及健康檢查(112/01/01~116/12/31)';
const clinic =
  '0101010101,示範診所,臺北市,臺北市中正區示範路1號,02-2222-2222,,特殊體格及健康檢查(113/01/01~115/12/31)';
const csv = (...rows: string[]) => Buffer.from(`\ufeff${[header, ...rows].join('\r\n')}\r\n`);

describeOnEachDatabase('importInstitutions', (open) => {
  let db: Database;

  beforeEach(async () => {
    ({ db } = await open());
  });

  it('adds what is new, and finds it by its code', async () => {
    const plan = await importInstitutions(db, csv(hospital, clinic), by);
    expect(plan.added.map(({ code }) => code)).toEqual(['1268650500', '0101010101']);
    expect(await findInstitution(db, '1268650500')).toEqual({
      id: expect.any(Number),
      code: '1268650500',
      name: '測試醫院',
      county: '新北市',
      address: '新北市新莊區中平路439號',
      telephone: '02-1111-1111',
      contact: '陳小姐',
      recognitions: [
        { kind: 'general', label: '一般體格及健康檢查', validFrom: '2023-01-01', validUntil: '2027-12-31' },
      ],
    });
    expect(await findInstitution(db, '9999999999')).toBeUndefined();
  });

  it('does nothing the second time, and writes no second audit entry', async () => {
    await importInstitutions(db, csv(hospital, clinic), by);
    const plan = await importInstitutions(db, csv(clinic, hospital), by);
    expect(plan).toEqual({ added: [], changed: [], unchanged: 2, missing: [] });
    expect(await db('audit_entries').pluck('action')).toEqual(['institution.import']);
  });

  it('changes what differs and keeps what the file leaves out', async () => {
    await importInstitutions(db, csv(hospital, clinic), by);
    const moved = hospital.replace('中平路439號', '中平路440號').replace('116/12/31', '117/12/31');
    const preview = await previewImport(db, csv(moved));
    expect(preview.changed.map(({ after, fields }) => [after.code, fields])).toEqual([
      ['1268650500', ['address', 'recognitions']],
    ]);
    expect(preview.missing).toEqual(['0101010101']);
    expect((await findInstitution(db, '1268650500'))?.address).toBe('新北市新莊區中平路439號');
    await importInstitutions(db, csv(moved), by);
    const after = await findInstitution(db, '1268650500');
    expect([after?.address, after?.recognitions[0]?.validUntil]).toEqual([
      '新北市新莊區中平路440號',
      '2028-12-31',
    ]);
    expect(await findInstitution(db, '0101010101')).toMatchObject({ name: '示範診所' });
  });

  it('tells every row that needs mending and imports none', async () => {
    const rows = csv(
      hospital,
      '101010101,短碼診所,,,,,',
      clinic.replace('113/01/01', '113/02/30'),
      '1111111111,,,,,,',
    );
    await expect(importInstitutions(db, rows, by)).rejects.toMatchObject({
      code: 'ERR_INSTITUTION_ROWS',
      params: { count: 3 },
      fields: [
        { field: 'row-3', code: 'ERR_INSTITUTION_CODE', params: { text: '101010101' } },
        { field: 'row-4', code: 'ERR_INSTITUTION_RECOGNITION' },
        { field: 'row-5', code: 'ERR_INSTITUTION_NAME' },
      ],
    });
    expect(await db('institutions')).toEqual([]);
  });
});

describe('the open-data file', () => {
  const open = opener('sqlite');
  let db: Database;
  beforeEach(async () => {
    ({ db } = await open());
  });

  it('is taken as JSON, an array or one in "records"', async () => {
    const record = { 醫療機構代碼: '1268650500', 名稱: '測試醫院', 認可類別及有效期限: '', 電話: null };
    expect((await previewImport(db, Buffer.from(JSON.stringify([record])))).added).toEqual([
      {
        code: '1268650500',
        name: '測試醫院',
        county: '',
        address: '',
        telephone: '',
        contact: '',
        recognitions: [],
      },
    ]);
    expect((await previewImport(db, Buffer.from(JSON.stringify({ records: [record] })))).added).toHaveLength(
      1,
    );
  });

  it('is taken in Big5', async () => {
    const big5 = Buffer.concat([
      Buffer.from([0xc2, 0xe5, 0xc0, 0xf8, 0xbe, 0xf7, 0xba, 0x63, 0xa5, 0x4e, 0xbd, 0x58]), // 醫療機構代碼
      Buffer.from(','),
      Buffer.from([0xa6, 0x57, 0xba, 0xd9]), // 名稱
      Buffer.from(','),
      Buffer.from([0xbb, 0x7b, 0xa5, 0x69, 0xc3, 0xfe, 0xa7, 0x4f]), // 認可類別
      Buffer.from('\n1268650500,'),
      Buffer.from([0xb4, 0xfa, 0xb8, 0xd5, 0xc2, 0xe5, 0xb0, 0x7c]), // 測試醫院
      Buffer.from(',\n'),
    ]);
    expect((await previewImport(db, big5)).added[0]).toMatchObject({ code: '1268650500', name: '測試醫院' });
  });

  it('joins rows of one code that differ in their recognition only', async () => {
    const other = hospital.replace(
      '一般體格及健康檢查(112/01/01~116/12/31)',
      '特殊體格及健康檢查(113/01/01~115/12/31)',
    );
    const { added } = await previewImport(db, csv(hospital, other, hospital));
    expect(added.map(({ recognitions }) => recognitions.map(({ kind }) => kind))).toEqual([
      ['general', 'special'],
    ]);
    await expect(
      previewImport(db, csv(hospital, other.replace('測試醫院', '別家醫院'))),
    ).rejects.toMatchObject({
      fields: [{ field: 'row-3', code: 'ERR_INSTITUTION_DIFFERS' }],
    });
  });

  it.each([
    ['nothing', ''],
    ['JSON of another shape', '{"records": 5}'],
    ['broken JSON', '[{'],
    ['a broken quote', `${header}\n"1268650500,測試`],
    ['bytes of no text', '\x81'],
  ])('is refused when it is %s', async (_, text) => {
    await expect(previewImport(db, Buffer.from(text, 'latin1'))).rejects.toMatchObject({
      code: 'ERR_INSTITUTION_FILE',
    });
  });

  it('is refused with the name of the column it lacks', async () => {
    await expect(previewImport(db, Buffer.from('名稱,認可類別\n測試醫院,\n'))).rejects.toMatchObject({
      code: 'ERR_INSTITUTION_COLUMN',
      params: { column: '醫療機構代碼' },
    });
  });
});

describe('jianbao institution import', () => {
  const open = opener('sqlite');

  it('prints what was done, tells a misuse, and names the rows to mend', async () => {
    const { settings } = await open();
    const folder = await mkdtemp(join(tmpdir(), 'jianbao-institutions-'));
    const deps = { openDatabase: async () => connect(settings), clock: () => at };
    const call = async (...args: string[]) => {
      const out: string[] = [];
      const err: string[] = [];
      const io = {
        stdout: { write: (text: string) => out.push(text) },
        stderr: { write: (text: string) => err.push(text) },
      };
      return { code: await run(args, io, deps), out: out.join(''), err: err.join('') };
    };
    const good = join(folder, 'good.csv');
    const bad = join(folder, 'bad.csv');
    await writeFile(good, csv(hospital, clinic));
    await writeFile(bad, csv('12,測試醫院,,,,,'));
    try {
      expect(await call('--preview', '--json', good)).toEqual({
        code: 0,
        out: '{"added":["1268650500","0101010101"],"changed":[],"unchanged":0,"missing":[]}\n',
        err: '',
      });
      expect((await call(good)).out).toBe(
        '+ 1268650500\n+ 0101010101\n2 added, 0 changed, 0 unchanged, 0 not in the file\n',
      );
      expect((await call(good)).out).toBe('0 added, 0 changed, 2 unchanged, 0 not in the file\n');
      const mended = await call(bad);
      expect([mended.code, mended.err.split('\n')[1]]).toEqual([
        1,
        'row-2: An institution code has 10 digits; this row has “12”. If a spreadsheet dropped a leading 0, put it back.',
      ]);
      expect((await call()).code).toBe(2);
      expect((await call('--nonsense', good)).code).toBe(2);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
